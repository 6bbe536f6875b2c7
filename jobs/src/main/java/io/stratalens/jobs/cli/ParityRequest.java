package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Path;

/** A comparison with a reference; {@code tolerance} bounds relative errors. */
record ParityRequest(Path model, Path reference, double tolerance) {
  ParityRequest {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw StratalensException.invalid(
          "Cannot use --tolerance because it is not between 0 and 1: %s.", tolerance);
    }
  }
}
