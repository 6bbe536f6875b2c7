package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.FunctionsBenchmark;

/** Functions on a table of random vectors. */
record BenchFunctionsRequest(FunctionsBenchmark.Order order) {}
