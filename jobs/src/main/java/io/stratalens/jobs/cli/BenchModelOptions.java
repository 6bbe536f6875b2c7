package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.BenchModel;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.location.Models;
import io.stratalens.workers.model.ShapeSpec;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The weights of a benchmark that needs no tokens of a tokenizer. */
final class BenchModelOptions {
  @Option(names = "--model", paramLabel = "MODEL", description = ModelOption.HELP)
  private String model;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      description =
          "Random weights: llama-3.1-8b and other published shapes, or"
              + " layers=8,width=256,ffn=704,heads=8,kv=4,vocab=8192.")
  private String shape;

  BenchModel model(Models models) {
    if ((model == null) == (shape == null)) {
      throw StratalensException.invalid(
          "Cannot run the benchmark because it takes either --model or --shape: %s.",
          model == null ? "neither" : "both");
    }
    return new BenchModel(
        Optional.ofNullable(model)
            .map(name -> models.find(Inputs.filled("--model", name)).folder()),
        Optional.ofNullable(shape).map(ShapeSpec::parse));
  }

  /** The same, with a shape to take where neither is given. */
  BenchModel modelOr(String otherwise, Models models) {
    return model == null && shape == null
        ? new BenchModel(Optional.empty(), Optional.of(ShapeSpec.parse(otherwise)))
        : model(models);
  }
}
