package io.stratalens.workers.generate;

import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.KeptVectors;
import java.util.List;

/** Takes what a generation brings, as it comes. */
public interface GenerationTaker {
  /**
   * Vectors of one pass.
   *
   * @param kept only valid during the call
   * @param keys the positions, in the order kept; the token after a position is always known
   * @param phase whether the pass read prompts or generated tokens
   */
  void kept(KeptVectors kept, List<RowKey> keys, Phase phase);

  /** A pass is done, whether or not it kept anything. */
  default void passed() {}

  /** A prompt that is done. */
  void ended(Generated generated);
}
