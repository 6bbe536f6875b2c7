package io.stratalens.jobs.cli;

import picocli.CommandLine.Option;

/** How long a benchmark measures. */
final class SecondsOption {
  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "Least time of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  int seconds() {
    return Inputs.within("--seconds", seconds, 1, 86_400);
  }
}
