package io.stratalens.jobs.cli;

import picocli.CommandLine.Option;

/** The size of a microbatch. */
final class BatchOption {
  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Most tokens that go through the model at once, padding counted (default:"
              + " ${DEFAULT-VALUE}).")
  private int batchTokens;

  int tokens() {
    return Inputs.within("--batch-tokens", batchTokens, 1, Integer.MAX_VALUE);
  }
}
