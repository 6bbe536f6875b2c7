package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.GrowthBenchmark;

/** How cost grows, on random weights. */
record BenchGrowthRequest(GrowthBenchmark.Order order) {}
