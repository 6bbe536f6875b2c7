package io.stratalens.jobs.prompts;

import io.stratalens.jobs.warehouse.SparkMessage;
import io.stratalens.udfs.error.StratalensException;

/** The error that a failed Spark call on prompts ends with. */
final class SparkFailure {
  private SparkFailure() {}

  /** The error of our own that a task ended with, else a failure of the work. */
  static StratalensException of(String what, Exception failure) {
    return SparkMessage.known(failure)
        .orElseGet(
            () ->
                StratalensException.failed(
                    failure,
                    "Cannot read prompts from %s because Spark failed: %s",
                    what,
                    SparkMessage.sentence(failure)));
  }
}
