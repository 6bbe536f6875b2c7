package io.stratalens.workers.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.sampling.Draw;
import io.stratalens.workers.sampling.Sampling;
import java.util.List;

/** Choices of tokens as the program takes them. */
final class Draws {
  private static final int NUMBERS = 5;

  private final List<Draw> draws;

  Draws(List<Draw> draws) {
    this.draws = draws;
  }

  void addTo(CallValues arguments, NDManager manager) {
    if (draws.stream().allMatch(Draws::takesTheLikeliest)) {
      arguments
          .tensor(manager.create(new float[0], new Shape(0, NUMBERS)))
          .tensor(manager.create(new long[0], new Shape(draws.size(), 0)));
      return;
    }
    float[] numbers = new float[NUMBERS * draws.size()];
    int longest = draws.stream().mapToInt(draw -> draw.history().length).max().orElse(0);
    long[] history = new long[longest * draws.size()];
    for (int row = 0; row < draws.size(); row++) {
      Sampling sampling = draws.get(row).sampling();
      numbers[NUMBERS * row] = (float) sampling.temperature();
      numbers[NUMBERS * row + 1] = sampling.topK();
      numbers[NUMBERS * row + 2] = (float) sampling.topP();
      numbers[NUMBERS * row + 3] = (float) sampling.repetitionPenalty();
      numbers[NUMBERS * row + 4] = draws.get(row).uniform();
      int[] own = draws.get(row).history();
      for (int i = 0; i < longest; i++) {
        // A row without a history has a penalty of 1, which changes no token; a shorter one repeats
        // an id, whose penalty is the same each time.
        history[row * longest + i] = own.length == 0 ? 0 : own[Math.min(i, own.length - 1)];
      }
    }
    arguments
        .tensor(manager.create(numbers, new Shape(draws.size(), NUMBERS)))
        .tensor(manager.create(history, new Shape(draws.size(), longest)));
  }

  private static boolean takesTheLikeliest(Draw draw) {
    return draw.sampling().temperature() == 0 && draw.history().length == 0;
  }

  /** The chosen ids, refused where there was nothing to choose from. */
  static int[] ids(long[] chosen) {
    int[] ids = new int[chosen.length];
    for (int row = 0; row < ids.length; row++) {
      if (chosen[row] < 0) {
        throw StratalensException.failed(
            null,
            "Cannot choose a token because the model produced logits that are not finite: row %d."
                + " Check its weights, and the steering if there is any.",
            row);
      }
      ids[row] = Math.toIntExact(chosen[row]);
    }
    return ids;
  }
}
