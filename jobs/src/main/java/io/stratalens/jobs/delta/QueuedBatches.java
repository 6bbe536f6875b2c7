package io.stratalens.jobs.delta;

import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.utils.CloseableIterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** A queue of batches as Kernel's writer pulls them; each is closed when the next is asked for. */
final class QueuedBatches implements CloseableIterator<FilteredColumnarBatch> {
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
  public FilteredColumnarBatch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    current = next;
    next = null;
    return new FilteredColumnarBatch(current.columns(), Optional.empty());
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
