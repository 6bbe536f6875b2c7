package io.stratalens.workers.cluster;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.host.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The workers of an application, on the driver: which executors there are, what each is ordered to
 * host and whether it gets on. Jobs find it through {@link #ofApplication}.
 */
public final class Cluster implements AutoCloseable {
  private static final AtomicReference<Cluster> OF_APPLICATION = new AtomicReference<>();
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int STILLBORN_LIMIT = 3;

  private final LongSupplier nanoTime;
  private final Turns turns = new Turns();
  private final Map<String, WorkerEntry> workers = new TreeMap<>();
  private final Map<String, String> gone = new HashMap<>();
  private final List<StageFailure> failures = new ArrayList<>();
  private final List<String> stillborn = new ArrayList<>();
  private Map<String, List<StageAssignment>> assigned = Map.of();
  private int assignedDevices;
  private String model = "";
  private int epoch;

  Cluster(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The cluster of this application; an error where the plugin is not loaded. */
  public static Cluster ofApplication() {
    Cluster cluster = OF_APPLICATION.get();
    if (cluster == null) {
      throw StratalensException.invalid(
          "Cannot run a pipeline because no executor has a worker: set spark.plugins to %s.",
          StratalensPlugin.class.getName());
    }
    return cluster;
  }

  void publish() {
    OF_APPLICATION.set(this);
  }

  @Override
  public void close() {
    OF_APPLICATION.compareAndSet(this, null);
  }

  /**
   * Waits until no other run has the executors: each order ends the pipelines of the one before.
   *
   * @param waiting runs once, where there is something to wait for
   */
  public Turns.Turn turn(Runnable waiting) {
    return turns.take(waiting, () -> false);
  }

  synchronized WorkOrder beat(WorkerReport report) {
    if (gone.containsKey(report.executor())) {
      return null; // a last word of one that Spark has given up
    }
    WorkerEntry before = workers.get(report.executor());
    WorkOrder order = before == null ? null : before.order();
    workers.put(report.executor(), new WorkerEntry(report, nanoTime.getAsLong(), order));
    return order;
  }

  synchronized void failed(int ofEpoch, StageFailure failure) {
    if (ofEpoch == epoch) {
      failures.add(failure);
    }
  }

  synchronized void stillborn(String executor, String cause) {
    stillborn.add("executor " + executor + ": " + cause);
  }

  synchronized void lost(String executor, String reason) {
    workers.remove(executor);
    gone.put(executor, reason);
  }

  /** Waits until so many devices are there; at most until the deadline. */
  public void awaitDevices(int wanted, Duration deadline) {
    long end = nanoTime.getAsLong() + deadline.toNanos();
    while (devices() < wanted) {
      checkStillborn();
      if (nanoTime.getAsLong() > end) {
        throw StratalensException.failed(
            null,
            "Cannot run the pipeline because it needs %d devices and %d are there after %d s: %s."
                + " Give the application more executors, or ask for fewer stages or replicas.",
            wanted,
            devices(),
            deadline.toSeconds(),
            described());
      }
      pause();
    }
  }

  /** Devices of all live executors. */
  public synchronized int devices() {
    return workers.values().stream().mapToInt(one -> one.report().devices().size()).sum();
  }

  /** Whether executors have come or gone since the last order. */
  public synchronized boolean changed() {
    return !assigned.keySet().equals(workers.keySet());
  }

  /** In words, which executors have come or gone since the last order. */
  public synchronized String changes() {
    Stream<String> lost =
        assigned.keySet().stream()
            .filter(executor -> !workers.containsKey(executor))
            .map(executor -> "executor " + executor + " was lost: " + gone.get(executor));
    Stream<String> come =
        workers.keySet().stream()
            .filter(executor -> !assigned.containsKey(executor))
            .map(executor -> "executor " + executor + " has come");
    return Stream.concat(lost, come).collect(joining(", "));
  }

  /** Devices of the executors that have an order. */
  public synchronized int assignedDevices() {
    return assignedDevices;
  }

  /** Where every stage of the last order is. */
  public synchronized List<StageAddress> addresses() {
    List<StageAddress> addresses = new ArrayList<>();
    assigned.forEach(
        (executor, stages) -> {
          WorkerEntry entry = workers.get(executor);
          if (entry != null) { // one that is lost fails the wave anyway
            WorkerReport report = entry.report();
            stages.forEach(
                one ->
                    addresses.add(
                        new StageAddress(
                            one.replica(), one.stage(), report.host(), report.port())));
          }
        });
    return addresses;
  }

  /** Gives every executor its order, under a new epoch, which is returned. */
  public synchronized int assign(
      List<StageSlice> plan, int replicas, String modelFolder, String modelHash) {
    Map<String, Integer> devices =
        workers.entrySet().stream()
            .collect(toMap(Map.Entry::getKey, e -> e.getValue().report().devices().size()));
    Map<String, List<StageAssignment>> before = new TreeMap<>();
    if (model.equals(modelHash)) {
      workers.forEach((executor, entry) -> before.put(executor, entry.stages()));
    }
    assigned = Placement.of(plan, replicas, devices, before);
    assignedDevices = devices.values().stream().mapToInt(Integer::intValue).sum();
    model = modelHash;
    epoch++;
    failures.clear();
    assigned.forEach(
        (executor, stages) ->
            workers.computeIfPresent(
                executor,
                (id, entry) ->
                    entry.ordered(new WorkOrder(epoch, modelFolder, modelHash, stages))));
    return epoch;
  }

  /**
   * Waits until every stage is loaded; at most until the deadline.
   *
   * @param silence loading does not keep an executor from speaking: one that says nothing for so
   *     long fails the wait
   */
  public void awaitReady(Duration deadline, Duration silence) {
    long end = nanoTime.getAsLong() + deadline.toNanos();
    while (!ready(silence)) {
      checkStillborn();
      if (nanoTime.getAsLong() > end) {
        throw StratalensException.failed(
            null,
            "Cannot run the pipeline because its stages are not loaded after %d s: %s",
            deadline.toSeconds(),
            described());
      }
      pause();
    }
  }

  /** Waits until Spark has given these executors up; at most until the deadline. */
  public void awaitGone(List<String> executors, Duration deadline) {
    long end = nanoTime.getAsLong() + deadline.toNanos();
    while (anyThere(executors)) {
      if (nanoTime.getAsLong() > end) {
        throw StratalensException.failed(
            null,
            "Cannot replace executors because they are still there after %d s: %s",
            deadline.toSeconds(),
            executors);
      }
      pause();
    }
  }

  private synchronized boolean anyThere(List<String> executors) {
    return executors.stream().anyMatch(workers::containsKey);
  }

  /** Whether every executor with a stage has been heard from within this time. */
  public synchronized boolean allHeard(Duration within) {
    long now = nanoTime.getAsLong();
    return assigned.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> workers.get(entry.getKey()))
        .allMatch(entry -> entry != null && now - entry.heard() <= within.toNanos());
  }

  /** Looks at all of them, since one that has failed matters more than one that still loads. */
  private synchronized boolean ready(Duration silence) {
    boolean ready = true;
    for (String executor : assigned.keySet()) {
      WorkerEntry entry = workers.get(executor);
      if (entry == null) {
        throw StratalensException.failed(
            null,
            "Cannot load the stages because executor %s was lost: %s",
            executor,
            gone.get(executor));
      }
      if (entry.failed()) {
        throw StratalensException.failed(
            null, "Cannot load the stages of executor %s: %s", executor, entry.report().failure());
      }
      if (nanoTime.getAsLong() - entry.heard() > silence.toNanos()) {
        throw StratalensException.failed(
            null,
            "Cannot load the stages because executor %s said nothing for %s",
            executor,
            seconds(silence));
      }
      ready &= entry.ready();
    }
    return ready;
  }

  /**
   * The stage that has failed first, as far as is known: one on a lost executor, else one that
   * stands still, else the first that was reported, those that only lost a neighbour last.
   */
  public synchronized Optional<StageFailure> firstFailure(ClusterSettings settings) {
    for (Map.Entry<String, List<StageAssignment>> entry : assigned.entrySet()) {
      if (!workers.containsKey(entry.getKey()) && !entry.getValue().isEmpty()) {
        return Optional.of(
            failure(entry.getKey(), "the executor was lost: " + gone.get(entry.getKey())));
      }
    }
    Optional<StageFailure> stalled =
        assigned.keySet().stream().flatMap(id -> stalled(id, settings).stream()).findFirst();
    if (stalled.isPresent()) {
      return stalled;
    }
    return failures.stream()
        .filter(failure -> !failure.ofLink())
        .findFirst()
        .or(() -> failures.stream().findFirst());
  }

  /** Executors whose stages compute without progress, or that say nothing, for too long. */
  public synchronized List<String> stalled(ClusterSettings settings) {
    return assigned.keySet().stream().filter(id -> stalled(id, settings).isPresent()).toList();
  }

  private Optional<StageFailure> stalled(String executor, ClusterSettings settings) {
    WorkerEntry entry = workers.get(executor);
    if (entry == null || assigned.get(executor).isEmpty()) {
      return Optional.empty();
    }
    long silent = nanoTime.getAsLong() - entry.heard();
    if (silent > settings.silence().toNanos()) {
      return Optional.of(failure(executor, "it said nothing for " + seconds(settings.silence())));
    }
    if (entry.report().stuckMillis() > settings.stageTimeout().toMillis()) {
      return Optional.of(
          failure(executor, "it made no progress for " + seconds(settings.stageTimeout())));
    }
    return Optional.empty();
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1e3 + " s";
  }

  private StageFailure failure(String executor, String cause) {
    StageAssignment stage = assigned.get(executor).get(0);
    return new StageFailure(
        stage.stage(), stage.slice(), "executor " + executor, cause, ErrorCategory.FAILED, false);
  }

  private synchronized void checkStillborn() {
    if (stillborn.size() >= STILLBORN_LIMIT) {
      throw StratalensException.failed(
          null,
          "Cannot run the pipeline because workers cannot be started: %s",
          String.join("; ", stillborn));
    }
  }

  private synchronized String described() {
    return workers.isEmpty()
        ? "no executor"
        : workers.values().stream()
            .map(one -> "executor " + one.report().executor() + " is " + one.report().phase())
            .collect(joining(", "));
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot wait for the workers: interrupted");
    }
  }
}
