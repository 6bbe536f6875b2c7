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
   * @param keys the positions, in the order kept; what follows the last token that a pass reads of
   *     a row is known to the stage with the head alone
   * @param phase whether the pass read prompts or generated tokens
   */
  void kept(KeptVectors kept, List<RowKey> keys, Phase phase);

  /** A prompt that is done; the vectors of its last pass may still be to come. */
  void ended(Generated generated);
}
