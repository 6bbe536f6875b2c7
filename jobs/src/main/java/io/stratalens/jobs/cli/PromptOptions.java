package io.stratalens.jobs.cli;

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

  Optional<PromptsRequest> request(Path warehouse) {
    if (prompts == null && column != null) {
      throw StratalensException.invalid(
          "Cannot use --column because no prompts are named: %s. Add --prompts.", column);
    }
    return Optional.ofNullable(prompts).map(named -> PromptsRequest.of(named, column, warehouse));
  }
}
