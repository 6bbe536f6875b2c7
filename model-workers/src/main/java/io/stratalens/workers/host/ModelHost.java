package io.stratalens.workers.host;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The stages that this process hosts. Tasks come and go; loading a model takes longer than most
 * tasks, so the stages stay until others are asked for or the process ends.
 */
public final class ModelHost {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final ModelHost OF_PROCESS = new ModelHost();

  /** Has the stages to itself; closing, from any thread, lets the next one in. Twice is fine. */
  public static final class Turn implements AutoCloseable {
    private final Semaphore gate;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Turn(Semaphore gate) {
      this.gate = gate;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        gate.release();
      }
    }
  }

  private final Semaphore gate = new Semaphore(1, true);
  private final List<StageEngine> engines = new ArrayList<>();
  private String hosted = "";
  private Optional<PeakMemory> memory = Optional.empty();
  private volatile MemoryPeak lastPeak = MemoryPeak.NONE;

  private ModelHost() {}

  /** The host of this process. */
  public static ModelHost ofProcess() {
    return OF_PROCESS;
  }

  /**
   * The whole model of a folder.
   *
   * @param modelHash tells a changed checkpoint from the one that is loaded
   */
  public StageEngine whole(Path folder, String modelHash) {
    ModelConfig config = ModelConfig.read(folder);
    return stage(folder, modelHash, config, StageSlice.whole(config.layers()));
  }

  /** The final norm and unembedding of a folder's model. */
  public StageEngine head(Path folder, String modelHash) {
    return stage(folder, modelHash, ModelConfig.read(folder), StageSlice.headOnly());
  }

  /** Stages of a folder's model, each read from its own tensors only; in the order asked for. */
  public List<StageEngine> stages(Path folder, String modelHash, List<HostedStage> wanted) {
    return stages(folder, modelHash, ModelConfig.read(folder), wanted);
  }

  private StageEngine stage(Path folder, String modelHash, ModelConfig config, StageSlice slice) {
    return stages(folder, modelHash, config, List.of(new HostedStage(slice, 0))).get(0);
  }

  private synchronized List<StageEngine> stages(
      Path folder, String modelHash, ModelConfig config, List<HostedStage> wanted) {
    String name = folder.toAbsolutePath().normalize() + " " + modelHash + " " + wanted;
    if (!name.equals(hosted)) {
      release();
      try (Checkpoint checkpoint = Checkpoint.open(folder)) {
        for (HostedStage stage : wanted) {
          engines.add(StageEngine.load(checkpoint, config, stage.slice(), stage.device()));
        }
      } catch (RuntimeException e) {
        release();
        throw e;
      }
      hosted = name;
      memory = PeakMemory.startIfCounted();
    }
    return List.copyOf(engines);
  }

  /**
   * Waits for the stages, first come, first served. Whoever has them fails when they stand still,
   * so that the wait ends.
   *
   * @param cancelled asked twice a second
   */
  public Turn turn(BooleanSupplier cancelled) {
    try {
      while (!gate.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (cancelled.getAsBoolean()) {
          throw StratalensException.failed(
              null,
              "Cannot compute a chunk because it was cancelled while it waited for the model");
        }
      }
      return new Turn(gate);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot compute a chunk because this was interrupted");
    }
  }

  /** The most memory that this process took since the stages were loaded. */
  public synchronized MemoryPeak peak() {
    // libtorch keeps what it took of a GPU, so that what is taken now is the most that was.
    long device = engines.stream().mapToLong(StageEngine::deviceBytes).max().orElse(0);
    lastPeak = new MemoryPeak(memory.map(since -> since.atLeast(0)).orElse(0L), device);
    return lastPeak;
  }

  /** What {@link #peak} gave last; never waits for stages that are being loaded. */
  public MemoryPeak lastPeak() {
    return lastPeak;
  }

  /** Frees the stages' native memory; the next call loads again. */
  public synchronized void release() {
    hosted = "";
    engines.forEach(StageEngine::close);
    engines.clear();
  }
}
