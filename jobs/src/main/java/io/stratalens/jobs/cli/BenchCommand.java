package io.stratalens.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stratalens bench}: only a roof for the benchmarks. */
@Command(
    name = "bench",
    synopsisSubcommandLabel = "BENCHMARK",
    description = "Measure how fast this machine does a part of the work.")
final class BenchCommand {
  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private HelpOption help;
}
