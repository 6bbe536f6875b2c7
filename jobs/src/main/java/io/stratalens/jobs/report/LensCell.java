package io.stratalens.jobs.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the logit lens reads at one layer, site and position of a prompt. Numbers may be infinite or
 * NaN, as a broken checkpoint makes them: the report shows them as they are.
 *
 * @param layer the layer, from 0
 * @param site the site's name
 * @param position the token position, from 0
 * @param tokenId the token that was read at this position
 * @param topIds the most likely next tokens, best first
 * @param topTokens their readable strings
 * @param topProbabilities their probabilities
 * @param entropy entropy of the whole distribution in nats
 * @param targets the tokens that the lens was asked about; empty where none is known
 * @param klToFinal sum of p_final (log p_final - log p_layer) in nats; null where the final layer
 *     was not read
 */
public record LensCell(
    int layer,
    String site,
    int position,
    int tokenId,
    List<Integer> topIds,
    List<String> topTokens,
    List<Double> topProbabilities,
    double entropy,
    List<LensTarget> targets,
    Double klToFinal) {
  public LensCell {
    requireNonNull(site, "site is null");
    topIds = List.copyOf(topIds);
    topTokens = List.copyOf(topTokens);
    topProbabilities = List.copyOf(topProbabilities);
    targets = List.copyOf(targets);
    if (layer < 0 || position < 0) {
      throw new IllegalArgumentException(
          "layer or position is negative: " + layer + ", " + position);
    }
    if (topIds.isEmpty()
        || topIds.size() != topTokens.size()
        || topIds.size() != topProbabilities.size()) {
      throw new IllegalArgumentException(
          "top ids, tokens and probabilities differ in number or are none: %d, %d, %d"
              .formatted(topIds.size(), topTokens.size(), topProbabilities.size()));
    }
  }
}
