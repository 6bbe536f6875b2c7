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
 * @param targetId the token whose rank is given; null without a target, as are the next three
 * @param targetToken the target's readable string; null when unknown
 * @param targetRank the target's rank, 1 being the most likely token
 * @param targetLogProbability the target's log-probability in nats
 * @param klToFinal KL(final layer || this layer) in nats; null where the final layer was not read
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
    Integer targetId,
    String targetToken,
    Long targetRank,
    Double targetLogProbability,
    Double klToFinal) {
  public LensCell {
    requireNonNull(site, "site is null");
    topIds = List.copyOf(topIds);
    topTokens = List.copyOf(topTokens);
    topProbabilities = List.copyOf(topProbabilities);
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
    if (targetId == null
        && (targetToken != null || targetRank != null || targetLogProbability != null)) {
      throw new IllegalArgumentException("a target's values are given without a target");
    }
    if (targetRank != null && targetRank < 1) {
      throw new IllegalArgumentException("targetRank is less than 1: " + targetRank);
    }
  }
}
