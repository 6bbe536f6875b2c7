package io.stratalens.jobs.report;

/**
 * A token that the lens was asked about, at one cell.
 *
 * @param id the token's id
 * @param token its readable string; null when unknown
 * @param rank its rank, 0 being the likeliest token
 * @param logProbability its log-probability in nats
 */
public record LensTarget(int id, String token, long rank, double logProbability) {
  public LensTarget {
    if (rank < 0) {
      throw new IllegalArgumentException("rank is negative: " + rank);
    }
  }
}
