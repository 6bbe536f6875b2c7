package io.stratalens.jobs.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** A benchmark of the forward pass; without prompts, on prompts of its own. */
record BenchForwardRequest(
    Path model,
    Optional<PromptsRequest> prompts,
    SelectionRequest selection,
    OptionalInt batchTokens,
    int seconds) {}
