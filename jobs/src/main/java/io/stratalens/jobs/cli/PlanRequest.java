package io.stratalens.jobs.cli;

import io.stratalens.jobs.plan.PlanDevices;
import io.stratalens.jobs.plan.PlannedCaches;
import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.workers.location.ModelLocation;
import java.util.Optional;

/**
 * What to size: exactly one of {@code model} and {@code shape}, for so many stages on such devices.
 */
record PlanRequest(
    Optional<ModelLocation> model,
    Optional<String> shape,
    Optional<PromptSource> prompts,
    SelectionRequest selection,
    int stages,
    PlanDevices devices,
    Optional<PlannedCaches> caches) {}
