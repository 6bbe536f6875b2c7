package io.stratalens.jobs.cli;

import io.stratalens.jobs.tables.RunId;
import io.stratalens.jobs.warehouse.ResultFormat;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens generate}. */
@Command(
    name = "generate",
    description = {
      "Go on from prompts with a model; the texts are shown and kept in the table generations.",
      "capture --generate does the same and stores what the layers hold meanwhile."
    })
final class GenerateCommand extends JobCommand<GenerateRequest> {
  @Mixin private ModelOption model;

  @Option(
      names = "--prompts",
      required = true,
      paramLabel = "FILE|TABLE",
      description = "The prompts, as capture takes them.")
  private String prompts;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "The column of the prompts in JSONL, Parquet or Delta.")
  private String column;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "Tokens generated from a prompt at most (default: ${DEFAULT-VALUE}).")
  private int newTokens;

  @Mixin private GenerationOptions generation;

  @Mixin private BatchOption batch;

  @Option(
      names = "--chunk-prompts",
      paramLabel = "N",
      defaultValue = "32",
      description = "Prompts that are committed together (default: ${DEFAULT-VALUE}).")
  private int chunkPrompts;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description = "table, csv or json, which is one object a line (default: ${DEFAULT-VALUE}).")
  private String format;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the run (default: one made of the time).")
  private String runId;

  GenerateCommand(Shell shell) {
    super(shell);
  }

  @Override
  GenerateRequest request(Path warehouse) {
    return new GenerateRequest(
        model.folder(),
        PromptOptions.source(prompts, column, warehouse),
        generation.spec(
            Inputs.within("--max-new-tokens", newTokens, 1, 10_000_000), model.folder()),
        Inputs.within("--chunk-prompts", chunkPrompts, 1, Integer.MAX_VALUE),
        batch.tokens(),
        runId == null ? RunId.fresh(Instant.now()) : runId,
        ResultFormat.of(format));
  }

  @Override
  int run(GenerateRequest request, Jobs jobs, JobContext context) {
    jobs.generate(request, context);
    return 0;
  }
}
