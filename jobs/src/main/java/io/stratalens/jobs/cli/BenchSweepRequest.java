package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.BenchModel;
import io.stratalens.jobs.bench.SweepBenchmark;

/** A sweep on a model's weights, or on random ones of a shape where there is no model. */
record BenchSweepRequest(BenchModel model, SweepBenchmark.Order order) {}
