package io.stratalens.jobs.cli;

import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.workers.location.ModelLocation;
import java.util.Optional;

/** A benchmark of pipelines; without prompts, on prompts of its own. */
record BenchPipelineRequest(
    ModelLocation model, Optional<PromptSource> prompts, int batchTokens, int seconds) {}
