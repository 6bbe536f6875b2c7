package io.stratalens.jobs.cli;

import io.stratalens.jobs.plan.PlannedCaches;
import io.stratalens.udfs.error.StratalensException;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The options that say what a generation would have in progress. */
final class CacheOptions {
  @Option(
      names = "--generate",
      paramLabel = "N",
      description = "Tokens generated from every prompt; counts the caches of rows in progress.")
  private Integer generate;

  @Option(
      names = "--context",
      paramLabel = "N",
      description =
          "Tokens of the longest sequence (default: the longest prompt with its new tokens, or the"
              + " model's whole context where there are no prompts).")
  private Integer context;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Prompts in progress together (default: 8).")
  private Integer rows;

  @Option(
      names = "--microbatches",
      paramLabel = "N",
      description = "Microbatches of --rows in progress in turn (default: one for each stage).")
  private Integer microbatches;

  Optional<PlannedCaches> request() {
    OptionalInt newTokens = Inputs.optional("--generate", generate, 1, 10_000_000);
    OptionalInt tokens = Inputs.optional("--context", context, 1, 10_000_000);
    if (newTokens.isPresent() || tokens.isPresent()) {
      int together = rows == null ? GenerationOptions.ROWS : rows;
      return Optional.of(
          new PlannedCaches(
              Inputs.within("--rows", together, 1, 100_000),
              Inputs.optional(
                  "--microbatches", microbatches, 1, GenerationOptions.MOST_MICROBATCHES),
              newTokens,
              tokens));
    }
    if (microbatches != null) {
      throw StratalensException.invalid(
          "Cannot count caches because nothing is generated: --microbatches %d. Add --generate N.",
          microbatches);
    }
    if (rows != null) {
      throw StratalensException.invalid(
          "Cannot count caches because nothing is generated: --rows %d. Add --generate N.", rows);
    }
    return Optional.empty();
  }
}
