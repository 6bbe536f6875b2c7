package io.stratalens.jobs.delta;

import io.stratalens.jobs.parquet.RowColumns;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.FileReason;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Writes one table's Parquet files from Arrow batches, in a task. It runs in a thread of its own
 * behind a short queue; a failure of either side reaches the other and no wait is without an end.
 * Nothing is visible before the driver commits the facts. A writer is used by one thread and always
 * closed.
 */
public final class TableWriter implements AutoCloseable {
  private static final int QUEUED_BATCHES = 2;
  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final Duration LAST_BATCH = Duration.ofSeconds(30);

  private final TableTarget target;
  private final Map<String, Object> constants;
  private final Duration deadline;
  private final BatchQueue<OwnedBatch> queue = new BatchQueue<>(QUEUED_BATCHES);
  private final FutureTask<FileFacts> writing = new FutureTask<>(this::drain);
  private final Thread thread;

  private TableWriter(TableTarget target, Map<String, ?> constants, Duration deadline) {
    this.target = target;
    this.constants = Collections.unmodifiableMap(new HashMap<>(constants));
    this.deadline = deadline;
    this.thread = new Thread(writing, "stratalens-write-" + target.table());
    thread.setDaemon(true);
  }

  /**
   * Starts a writer.
   *
   * @param constants columns that have the same value in every row and no vector in the batches;
   *     the value may be null where the column may be NULL
   */
  public static TableWriter open(TableTarget target, Map<String, ?> constants) {
    return open(target, constants, DEADLINE);
  }

  static TableWriter open(TableTarget target, Map<String, ?> constants, Duration deadline) {
    TableWriter writer = new TableWriter(target, constants, deadline);
    writer.thread.start();
    return writer;
  }

  /**
   * Queues a batch, which belongs to the writer from now on, whatever happens. Its fields are the
   * table's columns by name, in any order, except for the constants.
   *
   * @throws StratalensException when the batch does not fit the table, or when writing has failed
   */
  public void write(VectorSchemaRoot batch) {
    boolean queued = false;
    try {
      RowColumns columns = RowColumns.of(target.definition(), batch, constants);
      queued = queue.put(new OwnedBatch(columns, batch), deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(e, "the task was interrupted");
    } catch (TimeoutException e) {
      throw failure(e, "no batch was written for " + deadline.toSeconds() + " s");
    } finally {
      if (!queued) {
        batch.close();
      }
    }
    if (!queued) {
      await();
      throw new IllegalStateException("The writer was finished before this batch: " + target);
    }
  }

  /** Writes what is queued and tells what was written. */
  public FileFacts finish() {
    queue.finish();
    return await();
  }

  /** Gives up what was not finished, and returns when its batches are closed. */
  @Override
  public void close() {
    queue.abandon();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(LAST_BATCH.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (thread.isAlive()) {
      thread.interrupt();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private FileFacts drain() throws Exception {
    try (QueuedBatches batches = new QueuedBatches(queue)) {
      return TableFiles.write(target, batches);
    } finally {
      queue.abandon();
    }
  }

  private FileFacts await() {
    try {
      return writing.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause(), FileReason.of(e.getCause()));
    } catch (TimeoutException e) {
      throw failure(e, "its last batches took more than " + deadline.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(e, "the task was interrupted");
    }
  }

  private StratalensException failure(Throwable cause, String reason) {
    return StratalensException.failed(
        cause,
        "Cannot write the files of the table %s because %s. Mend that and run the same again: what"
            + " is committed is kept.",
        target,
        reason);
  }
}
