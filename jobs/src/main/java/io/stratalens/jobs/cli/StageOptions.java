package io.stratalens.jobs.cli;

import io.stratalens.jobs.capture.StageOrder;
import picocli.CommandLine.Option;

/** How a model is spread. */
final class StageOptions {
  private static final int MOST = 10_000;

  @Option(
      names = "--stages",
      paramLabel = "N",
      description =
          "Pipeline stages to split the layers into, one on each device of the cluster; on one"
              + " machine they are threads (default: the model whole).")
  private Integer stages;

  @Option(
      names = "--replicas",
      paramLabel = "R",
      description = "Pipelines side by side (default: as many as there are devices for).")
  private Integer replicas;

  StageOrder order() {
    return new StageOrder(
        Inputs.optional("--stages", stages, 1, MOST),
        Inputs.optional("--replicas", replicas, 1, MOST));
  }
}
