package io.stratalens.workers.engine;

import io.stratalens.workers.model.ModelConfig;
import java.util.Arrays;

/** Fills a stage with weights that are made up inside the program. */
final class RandomWeights {
  private static final double SCALE = 0.02;
  private static final int EMBEDDING = -1;
  private static final int HEAD = -2;

  // libtorch has one sequence of random numbers a process: two fillings must not share it.
  private static final Object SEQUENCE = new Object();

  private final LoadedProgram program;
  private final ModelConfig config;
  private final long seed;

  RandomWeights(LoadedProgram program, ModelConfig config, long seed) {
    this.program = program;
    this.config = config;
    this.seed = seed;
  }

  void fill(StageSlice slice) {
    synchronized (SEQUENCE) {
      if (slice.embedding()) {
        begin(EMBEDDING);
        table("add_random_embedding");
      }
      for (int layer = slice.first(); layer < slice.end(); layer++) {
        begin(layer);
        layer();
      }
      if (slice.head()) {
        begin(config.tied() ? EMBEDDING : HEAD);
        table("add_random_head");
      }
    }
  }

  /** Every part has a sequence of its own, whichever stage holds it. */
  private void begin(int part) {
    LibTorch.seed(seed * 1_000_003 + part);
  }

  private void layer() {
    constant(config.width(), 1);
    int[] mixed = {config.queryWidth(), config.keyValueWidth(), config.keyValueWidth()};
    matrices(mixed, config.width(), config.attentionBias());
    for (int norm = 0; norm < 2; norm++) { // of queries, of keys
      if (config.queryKeyNorm()) {
        constant(config.headDim(), 1);
      } else {
        absent();
      }
    }
    matrix(config.width(), config.queryWidth(), config.outputBias());
    constant(config.width(), 1);
    int[] gated = {config.feedForward(), config.feedForward()};
    matrices(gated, config.width(), config.mlpBias());
    matrix(config.width(), config.feedForward(), config.mlpBias());
  }

  private void matrices(int[] rows, int columns, boolean biased) {
    try (CallValues arguments = new CallValues()) {
      program.run("add_random_matrices", arguments.integers(rows).integer(columns).real(SCALE));
    }
    bias(Arrays.stream(rows).sum(), biased);
  }

  private void matrix(int rows, int columns, boolean biased) {
    try (CallValues arguments = new CallValues()) {
      program.run("add_random_matrix", arguments.integer(rows).integer(columns).real(SCALE));
    }
    bias(rows, biased);
  }

  private void bias(int rows, boolean biased) {
    if (biased) {
      constant(rows, 0);
    } else {
      absent();
    }
  }

  private void constant(int length, double value) {
    try (CallValues arguments = new CallValues()) {
      program.run("add_constant", arguments.integer(length).real(value));
    }
  }

  private void absent() {
    try (CallValues none = new CallValues()) {
      program.run("add_absent", none);
    }
  }

  private void table(String method) {
    try (CallValues arguments = new CallValues()) {
      program.run(method, arguments.integer(config.vocabulary()).real(SCALE));
    }
  }
}
