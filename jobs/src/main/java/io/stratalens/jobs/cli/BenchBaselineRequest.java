package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.BaselineBenchmark;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.Optional;

/** A comparison on a model's weights, or on random ones of a shape where there is no model. */
record BenchBaselineRequest(
    Optional<Path> model, Optional<ModelConfig> shape, BaselineBenchmark.Order order) {}
