package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.sampling.Draw;
import io.stratalens.workers.sampling.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program's choice of tokens against the same in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrawingTest {
  // More tokens than the program sorts at first.
  private static final int VOCABULARY = 2500;
  private static final int DRAWS = 64;

  // How far from a border between two tokens a draw must be for float32 to be on the same side.
  private static final double MARGIN = 1e-5;

  private TestModel model;

  @BeforeAll
  void load(@TempDir Path folder) {
    String overlay = "{\"vocab_size\": " + VOCABULARY + "}";
    RandomCheckpoint.write(folder, "LlamaForCausalLM", overlay, List.of(VectorType.F32));
    model = TestModel.load(folder);
  }

  @AfterAll
  void close() {
    model.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 1, 1",
    "0.3, 0, 1, 1",
    "30, 0, 1, 1",
    "1, 5, 1, 1",
    "1, 1, 1, 1",
    "30, 2000, 1, 1",
    "1, 9999, 1, 1",
    "1, 0, 0.5, 1",
    "30, 0, 0.9, 1",
    "2, 40, 0.3, 1",
    "30, 1500, 0.8, 1",
    "1, 0, 1, 1.7",
    "0.7, 20, 0.9, 0.5",
    "0, 3, 0.5, 1.7"
  })
  void drawsAreThoseOfTheDistribution(double temperature, int topK, double topP, double penalty) {
    Microbatch batch = model.batch(7);
    KeepRequest nothing = KeepRequest.nothing(1);
    Sampling sampling = new Sampling(temperature, topK, topP, penalty, 11);
    try (ForwardResult result = model.engine().forward(batch, nothing, List.of())) {
      float[] logits = model.engine().logits(result, batch, List.of(new int[] {6}));
      int[] history = {top(logits), 5, top(logits), 9};
      int certain = 0;
      for (int step = 0; step < DRAWS; step++) {
        Draw draw = sampling.draw(0, step, history);
        int expected = expected(logits, sampling, draw.uniform(), history);
        if (expected >= 0) {
          certain++;
          assertThat(model.engine().next(result, batch, List.of(draw)))
              .as("%s", draw.uniform())
              .containsExactly(expected);
        }
      }
      assertThat(certain).isGreaterThan(DRAWS / 2);
    }
  }

  @Test
  void rowsOfABatchHaveRulesOfTheirOwn() {
    Microbatch batch = model.batch(7, 7, 12, 3);
    List<Sampling> rules =
        List.of(
            Sampling.greedy(),
            new Sampling(30, 0, 1, 1, 1),
            new Sampling(1, 3, 1, 1.5, 2),
            new Sampling(5, 0, 0.6, 1, 3));
    for (int step = 0; step < 10; step++) {
      int[] together = next(batch, rules, step);
      for (int row = 0; row < rules.size(); row++) {
        Microbatch alone = new Microbatch(List.of(batch.rows().get(row)));
        assertThat(next(alone, List.of(rules.get(row)), step))
            .as("%d %d", step, row)
            .containsExactly(together[row]);
      }
    }
  }

  private int[] next(Microbatch batch, List<Sampling> rules, int step) {
    KeepRequest nothing = KeepRequest.nothing(rules.size());
    List<Draw> draws = new ArrayList<>();
    for (int row = 0; row < rules.size(); row++) {
      draws.add(rules.get(row).draw(batch.rows().get(row).promptId(), step, new int[] {1, row}));
    }
    try (ForwardResult result = model.engine().forward(batch, nothing, List.of())) {
      return model.engine().next(result, batch, draws);
    }
  }

  private static int top(float[] values) {
    return Collections.max(
        IntStream.range(0, values.length).boxed().toList(), Comparator.comparing(i -> values[i]));
  }

  /** The token, or -1 where the draw is too near a border to tell. */
  private static int expected(float[] logits, Sampling sampling, double draw, int[] history) {
    float[] scores = logits.clone();
    if (sampling.repetitionPenalty() != 1) {
      Arrays.stream(history)
          .distinct()
          .forEach(
              id ->
                  scores[id] *=
                      (float)
                          (scores[id] < 0
                              ? sampling.repetitionPenalty()
                              : 1 / sampling.repetitionPenalty()));
    }
    if (sampling.temperature() == 0) {
      return top(scores);
    }
    List<Integer> order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparing(i -> -scores[i]))
            .toList();
    int limit = sampling.topK() == 0 ? scores.length : Math.min(sampling.topK(), scores.length);
    double[] shares = new double[limit];
    for (int i = 0; i < limit; i++) {
      shares[i] = Math.exp((scores[order.get(i)] - scores[order.get(0)]) / sampling.temperature());
    }
    double whole = Arrays.stream(shares).sum();
    int kept = 0;
    double mass = 0;
    while (kept < limit && mass < sampling.topP() * whole) {
      mass += shares[kept];
      kept++;
    }
    double reached = 0;
    for (int i = 0; i < kept; i++) {
      reached += shares[i] / mass;
      if (Math.abs(reached - draw) < MARGIN) {
        return -1;
      }
      if (reached > draw) {
        return order.get(i);
      }
    }
    return -1;
  }
}
