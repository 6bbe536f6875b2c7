package io.stratalens.jobs.delta;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands batches from the thread that computes to the one that writes. At most {@code capacity}
 * wait; the side that ends first releases the other one. Whatever was not taken is closed.
 */
final class BatchQueue<T extends AutoCloseable> {
  private enum State {
    OPEN,
    /** No batch will follow; those that wait will be taken. */
    FINISHED,
    /** One side gave up. */
    BROKEN
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<T> waiting = new ArrayDeque<>();
  private final int capacity;
  private State state = State.OPEN;

  BatchQueue(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Waits for a place, at most until the deadline. Answers false, and does not take the batch, when
   * the other side has given up.
   */
  boolean put(T batch, Duration deadline) throws InterruptedException, TimeoutException {
    lock.lockInterruptibly();
    try {
      long left = deadline.toNanos();
      while (state == State.OPEN && waiting.size() >= capacity) {
        if (left <= 0) {
          throw new TimeoutException();
        }
        left = changed.awaitNanos(left);
      }
      if (state != State.OPEN) {
        return false;
      }
      waiting.add(batch);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The next batch, or empty after the last one. Waits as long as the other side computes. */
  Optional<T> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (state == State.OPEN && waiting.isEmpty()) {
        changed.await();
      }
      if (state == State.BROKEN) {
        throw new CancellationException("The batches were given up before the last one");
      }
      changed.signalAll();
      return Optional.ofNullable(waiting.poll());
    } finally {
      lock.unlock();
    }
  }

  /** No batch will follow. */
  void finish() {
    end(State.FINISHED);
  }

  /** Gives up: batches that wait are closed, and the other side is told. */
  void abandon() {
    end(State.BROKEN);
  }

  private void end(State next) {
    lock.lock();
    try {
      if (state != State.BROKEN) {
        state = next;
      }
      if (next == State.BROKEN) {
        waiting.forEach(Closing::quietly);
        waiting.clear();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
