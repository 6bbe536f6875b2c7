package io.stratalens.jobs.cli;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.jobs.runs.GenerationSpec;
import io.stratalens.jobs.tables.RunId;
import io.stratalens.jobs.warehouse.ResultFormat;
import java.nio.file.Path;
import java.util.OptionalInt;

/** A generation whose texts are shown in {@code format}. */
record GenerateRequest(
    Path model,
    PromptSource prompts,
    GenerationSpec generation,
    int chunkPrompts,
    OptionalInt batchTokens,
    StageOrder stages,
    String runId,
    ResultFormat format) {
  GenerateRequest {
    RunId.checked(runId);
  }
}
