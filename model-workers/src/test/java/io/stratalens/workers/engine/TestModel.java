package io.stratalens.workers.engine;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Intervention;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A whole model that tests run, and the short forms of what they ask of it. */
record TestModel(StageEngine engine) implements AutoCloseable {
  static TestModel load(Path folder) {
    return load(folder, WeightLoader.PIECE_BYTES);
  }

  static TestModel load(Path folder, long pieceBytes) {
    ModelConfig config = ModelConfig.read(folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return new TestModel(
          StageEngine.load(
              checkpoint,
              config,
              StageSlice.whole(config.layers()),
              LibTorch.device(0),
              pieceBytes,
              Tuning.USUAL));
    }
  }

  ModelConfig config() {
    return engine.config();
  }

  int[] layers() {
    return IntStream.range(0, config().layers()).toArray();
  }

  /** Prompts of random tokens, the same for the same seed and length. */
  TokenRow prompt(long seed, int length) {
    Random random = new Random(seed * 1009 + length);
    return new TokenRow(seed, random.ints(length, 0, config().vocabulary()).toArray());
  }

  /** A batch of such prompts; the seed of each is its row. */
  Microbatch batch(int... lengths) {
    return new Microbatch(
        IntStream.range(0, lengths.length).mapToObj(row -> prompt(row, lengths[row])).toList());
  }

  /** A request for all sites of all layers at all positions. */
  KeepRequest all(Microbatch batch, VectorType type) {
    return new KeepRequest(layers(), Arrays.asList(Site.values()), batch.allPositions(), type);
  }

  KeptValues capture(Microbatch batch, KeepRequest request, Intervention... interventions) {
    try (ForwardResult result = engine.forward(batch, request, List.of(interventions))) {
      return KeptValues.of(result.kept());
    }
  }

  /** Everything of a batch, in float32. */
  KeptValues capture(Microbatch batch, Intervention... interventions) {
    return capture(batch, all(batch, VectorType.F32), interventions);
  }

  /** Logits at all positions of all rows. */
  float[] logits(Microbatch batch, Intervention... interventions) {
    KeepRequest nothing = KeepRequest.nothing(batch.rows().size());
    try (ForwardResult result = engine.forward(batch, nothing, List.of(interventions))) {
      return engine.logits(result, batch, batch.allPositions());
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
