package io.stratalens.jobs.bench;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.StageEngine;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Prefill of the shapes that tools/peer_bench.py times in transformers, logits of the last position
 * included: with nothing captured (its {@code prefill}), and with every block's output at every
 * position (its {@code hidden}).
 */
final class PrefillShapes {
  private static final int[][] SHAPES = {{8, 64}, {1, 512}};

  private final StageEngine engine;
  private final PrintStream out;

  PrefillShapes(StageEngine engine, PrintStream out) {
    this.engine = engine;
    this.out = out;
  }

  void run(int seconds) {
    List<Measure> measures = new ArrayList<>();
    for (int[] shape : SHAPES) {
      if (shape[1] <= engine.config().maxPositions()) {
        Microbatch batch = batch(shape[0], shape[1]);
        String name = "prefill " + shape[0] + " x " + shape[1];
        long tokens = (long) shape[0] * shape[1];
        measures.add(new Measure(name, tokens, () -> pass(batch, KeepRequest.nothing(shape[0]))));
        measures.add(
            new Measure(
                name + ", hidden",
                tokens,
                () -> pass(batch, BlockOutputs.request(engine, batch.allPositions()))));
      }
    }
    Measure.inTurns(measures, seconds, line -> {});
    measures.forEach(measure -> out.println(measure.line()));
  }

  private void pass(Microbatch batch, KeepRequest request) {
    int last = batch.paddedLength() - 1;
    List<int[]> positions = Collections.nCopies(batch.rows().size(), new int[] {last});
    try (ForwardResult result = engine.forward(batch, request, List.of())) {
      engine.logits(result, batch, positions);
    }
  }

  private Microbatch batch(int rows, int tokens) {
    Random random = new Random(3);
    int vocabulary = engine.config().vocabulary();
    return new Microbatch(
        IntStream.range(0, rows)
            .mapToObj(row -> new TokenRow(row, random.ints(tokens, 0, vocabulary).toArray()))
            .toList());
  }
}
