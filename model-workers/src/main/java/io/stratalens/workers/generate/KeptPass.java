package io.stratalens.workers.generate;

import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.StepResult;
import java.util.List;

/**
 * What a pass kept, until it is read.
 *
 * @param keys the positions, in the order kept
 */
record KeptPass(StepResult result, List<RowKey> keys, Phase phase) implements AutoCloseable {
  KeptPass {
    keys = List.copyOf(keys);
  }

  void hand(GenerationTaker taker) {
    if (!keys.isEmpty()) {
      taker.kept(result.kept(), keys, phase);
    }
  }

  @Override
  public void close() {
    result.close();
  }
}
