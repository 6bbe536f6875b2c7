package io.stratalens.jobs.delta;

import io.stratalens.jobs.parquet.RowColumns;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/** The batches of a queue, one after another; each is closed when the next is asked for. */
final class QueuedBatches implements Iterator<RowColumns>, AutoCloseable {
  private final BatchQueue<OwnedBatch> queue;
  private OwnedBatch next;
  private OwnedBatch current;

  QueuedBatches(BatchQueue<OwnedBatch> queue) {
    this.queue = queue;
  }

  @Override
  public boolean hasNext() {
    release();
    if (next == null) {
      try {
        next = queue.take().orElse(null);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (CancellationException)
            new CancellationException("The writing thread was interrupted").initCause(e);
      }
    }
    return next != null;
  }

  @Override
  public RowColumns next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    current = next;
    next = null;
    return current.columns();
  }

  @Override
  public void close() {
    release();
    if (next != null) {
      Closing.quietly(next);
      next = null;
    }
  }

  private void release() {
    if (current != null) {
      Closing.quietly(current);
      current = null;
    }
  }
}
