package io.stratalens.jobs.cli;

import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The size of a microbatch. */
final class BatchOption {
  /** What a capture takes where nothing is said. */
  static final int DEFAULT = 1024;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      description =
          "Most tokens that go through the model at once, padding counted (default: "
              + DEFAULT
              + ").")
  private Integer batchTokens;

  OptionalInt tokens() {
    return Inputs.optional("--batch-tokens", batchTokens, 1, Integer.MAX_VALUE);
  }
}
