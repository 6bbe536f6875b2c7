package io.stratalens.workers.engine;

/**
 * What the lens reads of S slots (a layer and a site each) at P positions. Arrays are row-major in
 * the order of their dimensions.
 *
 * @param slots S
 * @param rows P
 * @param topK k
 * @param targets M, targets of each position
 * @param topIds [S, P, k], most likely first
 * @param topProbabilities [S, P, k]
 * @param entropies [S, P], in nats
 * @param ranks [S, P, M], 0 is the most likely token, as in TransformerLens
 * @param logProbabilities [S, P, M], natural logarithms
 * @param divergences [S, P], KL from the final distribution in nats; null where that is unknown
 */
@SuppressWarnings("ArrayRecordComponent") // Filled once, read once; a copy would cost a pass.
public record LensNumbers(
    int slots,
    int rows,
    int topK,
    int targets,
    int[] topIds,
    float[] topProbabilities,
    float[] entropies,
    int[] ranks,
    float[] logProbabilities,
    float[] divergences) {}
