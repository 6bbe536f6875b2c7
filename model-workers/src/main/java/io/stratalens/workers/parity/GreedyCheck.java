package io.stratalens.workers.parity;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.StageEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Continues each prompt by plain argmax, one whole forward a token, and compares it with the
 * reference's continuation up to the first near-tie.
 */
final class GreedyCheck {
  private final StageEngine engine;
  private final double tolerance;

  GreedyCheck(StageEngine engine, double tolerance) {
    this.engine = engine;
    this.tolerance = engine.computeVectorType() == VectorType.F32 ? tolerance : 5e-2;
  }

  /** The finding over all prompts; its error is the share of tokens that are wrong. */
  Finding run(Reference reference) {
    long compared = 0;
    long wrong = 0;
    StringBuilder note = new StringBuilder();
    for (Map.Entry<Integer, int[]> prompt : reference.prompts().entrySet()) {
      int[] expected = reference.greedy(prompt.getKey()).orElse(new int[0]);
      int[] ids = prompt.getValue();
      for (int step = 0; step < expected.length; step++) {
        compared++;
        float[] logits = lastLogits(ids);
        int token = Logits.top(logits, 0, logits.length);
        if (token != expected[step]) {
          double gap = logits[token] - logits[expected[step]];
          boolean tie = gap <= 2 * tolerance * Logits.largestMagnitude(logits);
          wrong += tie ? 0 : 1;
          note.append(
              String.format(
                  Locale.ROOT,
                  "p%d %s at step %d: %d for %d; ",
                  prompt.getKey(),
                  tie ? "near-tie" : "differs",
                  step,
                  token,
                  expected[step]));
          break;
        }
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = token;
      }
    }
    double share = compared == 0 ? 0 : (double) wrong / compared;
    note.append(compared).append(" tokens compared");
    return new Finding("greedy", share, share, 0, wrong == 0, note.toString());
  }

  private float[] lastLogits(int[] ids) {
    Microbatch batch = new Microbatch(List.of(new TokenRow(0, ids)));
    try (ForwardResult result = engine.forward(batch, CaptureRequest.nothing(1), List.of())) {
      return engine.logits(result, batch, List.of(new int[] {ids.length - 1}));
    }
  }
}
