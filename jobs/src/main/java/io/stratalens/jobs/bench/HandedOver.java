package io.stratalens.jobs.bench;

import io.stratalens.workers.pipeline.StageLinks;
import java.util.List;

/** Links inside this JVM: nothing is sent. */
record HandedOver(int stages) implements StageTransport {
  @Override
  public List<StageLinks> open() {
    return StageLinks.inJvm("bench", 0, stages);
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public void close() {}
}
