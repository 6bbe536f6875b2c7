package io.stratalens.jobs.sweep;

import java.util.Optional;

/**
 * A row of the table propensities, run_id and data set apart.
 *
 * @param labelIsTop at multiplier 0, empty elsewhere
 */
record Propensity(
    int sample,
    CellKey cell,
    double multiplier,
    double matchingLogit,
    double otherLogit,
    Optional<Boolean> labelIsTop) {
  double propensity() {
    return matchingLogit - otherLogit;
  }
}
