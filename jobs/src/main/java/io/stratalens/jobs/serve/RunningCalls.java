package io.stratalens.jobs.serve;

import io.stratalens.udfs.error.StratalensException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * The calls that this process is working on. They end before its Spark does, so that each records
 * how its run stands and answers its client. Safe for use by several threads.
 */
public final class RunningCalls {
  private static final RunningCalls OF_PROCESS = new RunningCalls();
  private static final String TAG = "stratalens-call";
  // A chunk may begin between two jobs that are cancelled.
  private static final Duration AGAIN = Duration.ofMillis(500);
  // A client that is told of an error asks for its details, and for minutes if nobody answers.
  private static final Duration QUESTIONS = Duration.ofSeconds(2);

  private int running;
  private boolean stopping;

  RunningCalls() {}

  /** Those of this process. */
  public static RunningCalls ofProcess() {
    return OF_PROCESS;
  }

  /**
   * Does the work of a call.
   *
   * @param procedure names it in messages
   * @throws StratalensException when calls are ended before the work is done
   */
  public <T> T during(SparkContext context, String procedure, Supplier<T> work) {
    begin(procedure);
    context.addJobTag(TAG);
    try {
      return work.get();
    } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
      if (stopping()) {
        throw stopped(e, procedure);
      }
      throw e;
    } finally {
      context.removeJobTag(TAG);
      done();
    }
  }

  /** Takes no more calls, and cancels what runs until all calls have ended or patience has. */
  void end(SparkContext context, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean idle = refuse();
    if (context.isStopped()) { // its cluster has ended it, and all jobs with it
      return;
    }
    context.cancelAllJobs();
    try {
      while (!await(AGAIN) && System.nanoTime() < deadline) {
        if (!context.isStopped()) {
          context.cancelJobsWithTag(TAG);
        }
      }
      if (!idle) {
        Thread.sleep(QUESTIONS.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void begin(String procedure) {
    if (stopping) {
      throw stopped(null, procedure);
    }
    running++;
  }

  private synchronized void done() {
    running--;
    notifyAll();
  }

  private synchronized boolean stopping() {
    return stopping;
  }

  /** From here on no call begins; whether none runs either. */
  private synchronized boolean refuse() {
    stopping = true;
    return running == 0;
  }

  /** Whether no call runs any more, after so long at most. */
  private synchronized boolean await(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (running > 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private static StratalensException stopped(Throwable cause, String procedure) {
    return StratalensException.failed(
        cause,
        "Cannot finish the call because the server is stopping: stratalens.%s. What is committed"
            + " stays; call it again once there is a server.",
        procedure);
  }
}
