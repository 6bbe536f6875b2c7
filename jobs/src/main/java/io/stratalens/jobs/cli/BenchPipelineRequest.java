package io.stratalens.jobs.cli;

import io.stratalens.jobs.prompts.PromptSource;
import java.nio.file.Path;
import java.util.Optional;

/** A benchmark of pipelines; without prompts, on prompts of its own. */
record BenchPipelineRequest(
    Path model, Optional<PromptSource> prompts, int batchTokens, int seconds) {}
