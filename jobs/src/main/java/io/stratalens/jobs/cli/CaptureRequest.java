package io.stratalens.jobs.cli;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.jobs.runs.GenerationSpec;
import io.stratalens.jobs.runs.LensOrder;
import io.stratalens.jobs.steering.SteeringOrder;
import io.stratalens.jobs.tables.RunId;
import io.stratalens.workers.location.ModelLocation;
import java.util.List;
import java.util.Optional;

/**
 * A capture. {@code generation} is there when every prompt is to be gone on from; {@code lens} is
 * there when the lens is to be read while capturing and nothing raw stored; {@code batchTokens}
 * bounds a microbatch, padding counted.
 */
record CaptureRequest(
    ModelLocation model,
    PromptSource prompts,
    SelectionRequest selection,
    Optional<LensOrder> lens,
    int chunkPrompts,
    int batchTokens,
    StageOrder stages,
    Optional<GenerationSpec> generation,
    List<SteeringOrder> steering,
    String runId) {
  CaptureRequest {
    RunId.checked(runId);
  }
}
