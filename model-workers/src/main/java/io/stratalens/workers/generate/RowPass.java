package io.stratalens.workers.generate;

import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.steering.Intervention;
import java.nio.ByteBuffer;
import java.util.List;

/** One pass over rows of a microbatch. */
sealed interface RowPass permits PromptPass, StepPass {
  /** The rows, in the order of the pass. */
  List<RunningRow> rows();

  /** For each row its cache slot. */
  int[] slots();

  /** Tokens of every row, padding included. */
  int paddedLength();

  Phase phase();

  /** For each row its positions that are kept. */
  List<int[]> kept();

  /** For each row its positions that an intervention is for. */
  List<int[]> steered(int intervention);

  /**
   * What is kept, in the order in which the engine keeps it.
   *
   * @param following for each row the token after the pass
   */
  List<RowKey> keys(int[] following);

  /**
   * Computes it.
   *
   * @param hidden what the stage before left; null where this one embeds
   */
  StepResult compute(
      StageEngine engine,
      ByteBuffer hidden,
      KeepRequest request,
      List<Intervention> steering,
      KeyValueCache cache);
}
