package io.stratalens.jobs.cli;

import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The prompts of a command that can do without. */
final class PromptOptions {
  @Option(
      names = "--prompts",
      paramLabel = "FILE|TABLE",
      description = "The prompts, as capture takes them.")
  private String prompts;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "The column of the prompts in JSONL, Parquet or Delta.")
  private String column;

  /** The prompts of {@code --prompts} and {@code --column}, which may be null. */
  static PromptSource source(String prompts, String column, Path warehouse) {
    return PromptSource.of(
        Inputs.filled("--prompts", prompts),
        Optional.ofNullable(column).map(name -> Inputs.filled("--column", name)),
        warehouse);
  }

  Optional<PromptSource> request(Path warehouse) {
    if (prompts == null && column != null) {
      throw StratalensException.invalid(
          "Cannot use --column because no prompts are named: %s. Add --prompts.", column);
    }
    return Optional.ofNullable(prompts).map(named -> source(named, column, warehouse));
  }
}
