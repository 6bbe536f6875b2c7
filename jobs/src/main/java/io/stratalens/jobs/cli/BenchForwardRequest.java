package io.stratalens.jobs.cli;

import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.workers.location.ModelLocation;
import java.util.Optional;

/** A benchmark of the forward pass; without prompts, on prompts of its own. */
record BenchForwardRequest(
    ModelLocation model,
    Optional<PromptSource> prompts,
    SelectionRequest selection,
    int batchTokens,
    int seconds) {}
