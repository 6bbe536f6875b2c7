package io.stratalens.jobs.cli;

import picocli.CommandLine.Option;

/** {@code --help}, without the {@code --version} that only the root has. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;
}
