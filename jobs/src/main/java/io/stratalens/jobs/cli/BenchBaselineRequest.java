package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.BaselineBenchmark;
import io.stratalens.jobs.bench.BenchModel;

/** A comparison on a model's weights, or on random ones of a shape where there is no model. */
record BenchBaselineRequest(BenchModel model, BaselineBenchmark.Order order) {}
