package io.stratalens.jobs.cli;

import io.stratalens.workers.labels.BadRows;
import picocli.CommandLine.Option;

/** What is done about rows of a data set that cannot be used. */
final class BadRowsOption {
  @Option(
      names = "--bad-rows",
      paramLabel = "refuse|skip",
      defaultValue = "refuse",
      description =
          "Rows that are no question with two labels of one token end the command, or are left out"
              + " and counted (default: ${DEFAULT-VALUE}).")
  private String badRows;

  BadRows choice() {
    return BadRows.of(badRows);
  }
}
