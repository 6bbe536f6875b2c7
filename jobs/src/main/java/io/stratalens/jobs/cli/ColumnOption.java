package io.stratalens.jobs.cli;

import io.stratalens.jobs.prompts.PromptSource;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The column that prompts are read from. */
final class ColumnOption {
  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "The column of the prompts in JSONL, Parquet or Delta.")
  private String column;

  /** The column's name as it was given. */
  Optional<String> given() {
    return Optional.ofNullable(column);
  }

  /** The prompts of {@code --prompts} in this column. */
  PromptSource of(String prompts, Path warehouse) {
    return PromptSource.of(
        Inputs.filled("--prompts", prompts),
        given().map(name -> Inputs.filled("--column", name)),
        warehouse);
  }
}
