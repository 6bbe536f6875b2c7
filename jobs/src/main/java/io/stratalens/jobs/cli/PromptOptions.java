package io.stratalens.jobs.cli;

import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The prompts of a command that can do without. */
final class PromptOptions {
  @Option(
      names = "--prompts",
      paramLabel = "FILE|TABLE",
      description = "The prompts, as capture takes them.")
  private String prompts;

  @Mixin private ColumnOption column;

  Optional<PromptSource> request(Path warehouse) {
    if (prompts == null && column.given().isPresent()) {
      throw StratalensException.invalid(
          "Cannot use --column because no prompts are named: %s. Add --prompts.",
          column.given().get());
    }
    return Optional.ofNullable(prompts).map(named -> column.of(named, warehouse));
  }
}
