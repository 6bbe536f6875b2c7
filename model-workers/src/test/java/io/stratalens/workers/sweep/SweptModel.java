package io.stratalens.workers.sweep;

import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A whole model that tests sweep, with samples and cells of random values. */
record SweptModel(StageEngine engine) implements AutoCloseable {
  /** Which score it is. */
  record Key(int sample, int cell, float multiplier) {}

  static SweptModel load(Path folder) {
    ModelConfig config = ModelConfig.read(folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return new SweptModel(
          StageEngine.load(checkpoint, config, StageSlice.whole(config.layers())));
    }
  }

  /** Prompts of random tokens of these lengths, numbered from 100. */
  List<SweepSample> samples(int... lengths) {
    int vocabulary = engine.config().vocabulary();
    return IntStream.range(0, lengths.length)
        .mapToObj(
            place -> {
              Random random = new Random(place * 1009L + lengths[place]);
              int[] ids = random.ints(lengths[place], 0, vocabulary).toArray();
              int matching = random.nextInt(vocabulary);
              return new SweepSample(100 + place, ids, matching, (matching + 1) % vocabulary);
            })
        .toList();
  }

  /** A cell at every site of every layer for both positions, each with a direction of its own. */
  List<SweepCell> cells() {
    List<SweepCell> cells = new ArrayList<>();
    for (SweepPositions positions : SweepPositions.values()) {
      for (int layer = 0; layer < engine.config().layers(); layer++) {
        for (Site site : Site.values()) {
          cells.add(cell(site, layer, positions, cells.size()));
        }
      }
    }
    return cells;
  }

  SweepCell cell(Site site, int layer, SweepPositions positions, long seed) {
    Random random = new Random(seed);
    float[] values = new float[engine.config().width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new SweepCell(site, layer, positions, "random-" + seed, values);
  }

  /** Every score, each of which must come once. */
  static Map<Key, CellScore> scores(
      SweepScorer scorer, List<SweepSample> samples, List<SweepCell> cells, float... multipliers) {
    Map<Key, CellScore> scores = new HashMap<>();
    scorer.score(
        samples,
        cells,
        multipliers,
        score -> {
          Key key = new Key(score.sample(), score.cell(), score.multiplier());
          if (scores.put(key, score) != null) {
            throw new AssertionError("scored twice: " + key);
          }
        });
    return scores;
  }

  @Override
  public void close() {
    engine.close();
  }
}
