package io.stratalens.workers.cluster;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.host.HeldStages;
import io.stratalens.workers.host.HostedStage;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.link.DataPort;
import io.stratalens.workers.link.LinkKey;
import io.stratalens.workers.link.StageReceiver;
import io.stratalens.workers.link.StageSender;
import io.stratalens.workers.location.Models;
import io.stratalens.workers.pipeline.LiveStages;
import io.stratalens.workers.pipeline.StageProgress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The stages of one executor, for its life: loads what it is ordered to, and hands its stages to
 * tasks. Tasks find it through {@link #ofProcess}.
 */
public final class StageWorker implements AutoCloseable {
  private static final AtomicReference<StageWorker> OF_PROCESS = new AtomicReference<>();

  private final String executor;
  private final String host;
  private final List<String> devices;
  private final DataPort port;
  private final LocalLinks localLinks = new LocalLinks();
  private final List<StageProgress> progress;
  private final StageReporter reporter;
  private final AtomicReference<Loaded> loaded = new AtomicReference<>(Loaded.NOTHING);

  /** An order and what became of it. */
  private record Loaded(WorkOrder order, WorkerPhase phase, String failure) {
    private static final Loaded NOTHING =
        new Loaded(new WorkOrder(-1, "", "", List.of()), WorkerPhase.IDLE, "");
  }

  StageWorker(
      String executor, String host, List<String> devices, DataPort port, StageReporter reporter) {
    this.executor = executor;
    this.host = host;
    this.devices = List.copyOf(devices);
    this.port = port;
    this.reporter = reporter;
    this.progress = devices.stream().map(device -> new StageProgress(System::nanoTime)).toList();
  }

  /** The worker of this process; an error where the plugin is not loaded. */
  public static StageWorker ofProcess() {
    StageWorker worker = OF_PROCESS.get();
    if (worker == null) {
      throw StratalensException.failed(
          null,
          "Cannot compute a stage because this executor has no worker: set spark.plugins to %s.",
          StratalensPlugin.class.getName());
    }
    return worker;
  }

  void publish() {
    progress.forEach(LiveStages.ofProcess()::begin);
    OF_PROCESS.set(this);
  }

  /** Loads what is ordered, unless it is what is there; in the calling thread. */
  void obey(WorkOrder order) {
    if (order.epoch() <= loaded.get().order().epoch()) {
      return;
    }
    loaded.set(new Loaded(order, WorkerPhase.LOADING, ""));
    localLinks.endBefore(order.epoch());
    try {
      if (!order.stages().isEmpty()) {
        // A task of an earlier order may compute yet; it is cancelled, or else replaced as stuck.
        hold(order, () -> false).close();
      }
      loaded.set(new Loaded(order, WorkerPhase.READY, ""));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      loaded.set(new Loaded(order, WorkerPhase.FAILED, String.valueOf(e.getMessage())));
    }
  }

  private HeldStages hold(WorkOrder order, BooleanSupplier cancelled) {
    List<HostedStage> wanted =
        order.stages().stream()
            .map(stage -> new HostedStage(stage.slice(), ordinal(stage.device())))
            .toList();
    return ModelHost.ofProcess()
        .stages(
            Models.ofProcess().folder(order.modelFolder()), order.modelHash(), wanted, cancelled);
  }

  // Spark names GPUs by their numbers; anything else is a CPU.
  private int ordinal(int device) {
    String address = devices.get(device);
    return address.matches("\\d{1,4}") ? Integer.parseInt(address) : 0;
  }

  /** What to tell the driver. */
  WorkerReport report() {
    Loaded now = loaded.get();
    long stuck = progress.stream().mapToLong(stage -> stage.stuck().toMillis()).max().orElseThrow();
    return new WorkerReport(
        executor,
        host,
        port.address().getPort(),
        devices,
        now.order().epoch(),
        now.phase(),
        now.failure(),
        stuck);
  }

  /**
   * The stage on a device, which the caller closes, or null for a spare.
   *
   * @param epoch the task's; another one than the worker's is refused
   * @param cancelled asked while other stages are used here
   */
  public LocalStage stage(int epoch, int device, BooleanSupplier cancelled) {
    Loaded now = loaded.get();
    if (now.order().epoch() != epoch || now.phase() != WorkerPhase.READY) {
      throw StratalensException.failed(
          null,
          "Cannot compute a stage because executor %s is in epoch %d, %s, and the task in epoch %d",
          executor,
          now.order().epoch(),
          now.phase(),
          epoch);
    }
    List<StageAssignment> stages = now.order().stages();
    return IntStream.range(0, stages.size())
        .filter(i -> stages.get(i).device() == device)
        .mapToObj(
            i ->
                new LocalStage(
                    now.order(),
                    stages.get(i),
                    hold(now.order(), cancelled),
                    i,
                    progress.get(device)))
        .findFirst()
        .orElse(null);
  }

  /** A device's place among the executor's, by what Spark calls it. */
  public int device(String resource, String address) {
    int device = devices.indexOf(StageResource.device(resource, address));
    if (device < 0) {
      throw StratalensException.failed(
          null,
          "Cannot compute a stage because executor %s has no %s: %s",
          executor,
          resource,
          address);
    }
    return device;
  }

  /** Spark's id of the executor. */
  public String executor() {
    return executor;
  }

  /**
   * The end of the link from the stage before. It is open before the stage before opens its end.
   *
   * @param key another run for every pass of every pipeline
   * @param before the stage before
   * @param slots frames of the link that are queued or read
   * @param frameBytes the largest hidden state
   */
  public StageReceiver receiver(
      LocalStage stage, LinkKey key, int before, int slots, long frameBytes) {
    return stage.sharesExecutorWith(before)
        ? localLinks.link(key, slots)
        : port.receiver(key, slots, frameBytes);
  }

  /**
   * The end of the link to the stage after.
   *
   * @param slots as in {@link #receiver} at the stage after
   * @param to where that stage is
   */
  public StageSender sender(
      LocalStage stage, LinkKey key, int slots, InetSocketAddress to, Duration deadline) {
    return stage.sharesExecutorWith(key.stage())
        ? localLinks.link(key, slots).senderEnd()
        : port.sender(to, key, deadline);
  }

  /** Tells the driver of a failure before the neighbours hear of it. */
  public void failed(int epoch, StageFailure failure) {
    reporter.failed(epoch, failure);
  }

  /** Ends the links and frees the stages. */
  @Override
  public void close() {
    OF_PROCESS.compareAndSet(this, null);
    progress.forEach(LiveStages.ofProcess()::end);
    try {
      port.close();
    } finally {
      try {
        localLinks.close();
      } finally {
        ModelHost.ofProcess().release();
      }
    }
  }
}
