package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.MeasuredModel;
import io.stratalens.workers.model.ShapeSpec;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The model of a benchmark that needs no checkpoint. */
final class MeasuredModelOptions {
  @Option(names = "--model", paramLabel = "DIR", description = "A checkpoint's folder.")
  private Path model;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      description =
          "Random weights: llama-3.1-8b and other published shapes, or"
              + " layers=8,width=256,ffn=704,heads=8,kv=4,vocab=8192.")
  private String shape;

  MeasuredModel model() {
    return new MeasuredModel(
        Optional.ofNullable(model).map(Inputs::model),
        Optional.ofNullable(shape).map(ShapeSpec::parse));
  }

  /** The same, with a shape to take where neither is given. */
  MeasuredModel modelOr(String otherwise) {
    return model == null && shape == null
        ? new MeasuredModel(Optional.empty(), Optional.of(ShapeSpec.parse(otherwise)))
        : model();
  }
}
