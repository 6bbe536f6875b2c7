package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.BenchModel;
import io.stratalens.jobs.bench.CaptureBenchmark;

/** What keeping vectors costs, on a model's weights or on random ones of a shape. */
record BenchCaptureRequest(BenchModel model, CaptureBenchmark.Order order) {}
