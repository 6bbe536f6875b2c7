package io.stratalens.workers.pipeline;

import io.stratalens.workers.engine.ForwardResult;
import java.util.concurrent.atomic.AtomicInteger;

/** A result that the next stage and the capture both read: whoever is done last frees it. */
final class SharedResult {
  private final ForwardResult result;
  private final AtomicInteger readers;

  SharedResult(ForwardResult result, int readers) {
    this.result = result;
    this.readers = new AtomicInteger(readers);
  }

  void done() {
    if (readers.decrementAndGet() == 0) {
      result.close();
    }
  }
}
