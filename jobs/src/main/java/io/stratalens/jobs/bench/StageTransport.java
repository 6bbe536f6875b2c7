package io.stratalens.jobs.bench;

import io.stratalens.workers.pipeline.StageLinks;
import java.util.List;

/** How hidden states get from stage to stage. */
interface StageTransport extends AutoCloseable {
  /** Links that nothing went through yet, one for each stage. */
  List<StageLinks> open();

  /** Bytes of hidden states that were sent so far; 0 where they are handed over. */
  long bytes();

  @Override
  void close();
}
