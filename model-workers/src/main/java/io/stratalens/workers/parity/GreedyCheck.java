package io.stratalens.workers.parity;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.CacheSlots;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepBatch;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.sampling.Draw;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Continues each prompt by plain argmax, step by step over its cached keys and values, and compares
 * it with the reference's continuation up to the first near-tie.
 */
final class GreedyCheck {
  private static final List<Draw> GREEDY = List.of(Draw.greedy());

  private final StageEngine engine;
  private final double tolerance;
  private final StringBuilder note = new StringBuilder();
  private long compared;
  private long wrong;

  GreedyCheck(StageEngine engine, double tolerance) {
    this.engine = engine;
    this.tolerance = engine.computeVectorType() == VectorType.F32 ? tolerance : 5e-2;
  }

  /** The finding over all prompts; its error is the share of tokens that are wrong. */
  Finding run(Reference reference) {
    for (Map.Entry<Integer, int[]> prompt : reference.prompts().entrySet()) {
      int[] expected = reference.greedy(prompt.getKey()).orElse(new int[0]);
      if (expected.length > 0) {
        compare(new TokenRow(prompt.getKey(), prompt.getValue()), expected);
      }
    }
    double share = compared == 0 ? 0 : (double) wrong / compared;
    note.append(compared).append(" tokens compared");
    return new Finding("greedy", share, share, 0, wrong == 0, note.toString());
  }

  private void compare(TokenRow prompt, int[] expected) {
    int tokens = prompt.ids().length;
    Microbatch batch = new Microbatch(List.of(prompt));
    KeepRequest nothing = KeepRequest.nothing(1);
    try (KeyValueCache cache = engine.cache(1, tokens + expected.length)) {
      boolean same;
      try (ForwardResult first =
          engine.prefill(batch, nothing, List.of(), new CacheSlots(cache, new int[1]))) {
        int token = engine.next(first, batch, GREEDY)[0];
        List<int[]> last = List.of(new int[] {tokens - 1});
        same = same(prompt, 0, expected, token, () -> engine.logits(first, batch, last));
      }
      for (int step = 1; same && step < expected.length; step++) {
        StepRow row = new StepRow(prompt.promptId(), expected[step - 1], tokens + step - 1);
        StepBatch one = new StepBatch(List.of(row), GREEDY);
        try (StepResult result = engine.step(one, nothing, List.of(), cache)) {
          int token = result.tokens()[0];
          same = same(prompt, step, expected, token, () -> engine.logits(result, one));
        }
      }
    }
  }

  // Whether the continuation may go on: after a near-tie it is another text.
  private boolean same(
      TokenRow prompt, int step, int[] expected, int token, Supplier<float[]> read) {
    compared++;
    if (token == expected[step]) {
      return true;
    }
    float[] logits = read.get();
    double gap = logits[token] - logits[expected[step]];
    boolean tie = gap <= 2 * tolerance * Logits.largestMagnitude(logits);
    wrong += tie ? 0 : 1;
    String what = tie ? "near-tie" : "differs";
    note.append(
        String.format(
            Locale.ROOT,
            "p%d %s at step %d: %d for %d; ",
            prompt.promptId(),
            what,
            step,
            token,
            expected[step]));
    return false;
  }
}
