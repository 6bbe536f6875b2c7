package io.stratalens.workers.host;

import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The stages that this process hosts. Tasks come and go; loading a model takes longer than most
 * tasks, so the stages stay until others are asked for and nobody computes with them, or the
 * process ends.
 */
public final class ModelHost {
  private static final ModelHost OF_PROCESS = new ModelHost();

  private final Turns turns = new Turns();
  private final EnginePlace stages = new EnginePlace();
  // A head is small beside the stages, and a lens must not take them from whoever computes.
  private final EnginePlace head = new EnginePlace();
  private volatile Optional<PeakMemory> memory = Optional.empty();
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
  public HeldStages whole(Path folder, String modelHash) {
    StageSlice whole = StageSlice.whole(ModelConfig.read(folder).layers());
    return stages(folder, modelHash, List.of(new HostedStage(whole, 0)), () -> false);
  }

  /**
   * The final norm and unembedding of a folder's model, beside the stages; tasks of one model share
   * them.
   *
   * @param cancelled asked twice a second while another model's are used
   */
  public HeldStages head(Path folder, String modelHash, BooleanSupplier cancelled) {
    List<HostedStage> wanted = List.of(new HostedStage(StageSlice.headOnly(), 0));
    return head.hold(name(folder, modelHash, wanted), () -> load(folder, wanted), cancelled);
  }

  /**
   * Stages of a folder's model, each read from its own tensors only; in the order asked for.
   *
   * @param cancelled asked twice a second while others are used
   */
  public HeldStages stages(
      Path folder, String modelHash, List<HostedStage> wanted, BooleanSupplier cancelled) {
    head.freeUnused(); // plans of memory count the stages alone
    return stages.hold(
        name(folder, modelHash, wanted),
        () -> {
          List<StageEngine> loaded = load(folder, wanted);
          memory = PeakMemory.startIfCounted();
          return loaded;
        },
        cancelled);
  }

  private static String name(Path folder, String modelHash, List<HostedStage> wanted) {
    return folder.toAbsolutePath().normalize() + " " + modelHash + " " + wanted;
  }

  private static List<StageEngine> load(Path folder, List<HostedStage> wanted) {
    ModelConfig config = ModelConfig.read(folder);
    List<StageEngine> loaded = new ArrayList<>();
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      for (HostedStage stage : wanted) {
        loaded.add(StageEngine.load(checkpoint, config, stage.slice(), stage.device()));
      }
      return List.copyOf(loaded);
    } catch (RuntimeException e) {
      loaded.forEach(StageEngine::close);
      throw e;
    }
  }

  /**
   * Waits until no other chunk is computed, first come, first served. Whoever has the turn fails
   * when its stages stand still, so that the wait ends.
   *
   * @param cancelled asked twice a second
   */
  public Turns.Turn turn(BooleanSupplier cancelled) {
    return turns.take(() -> {}, cancelled);
  }

  /** The most memory that this process took since the stages were loaded. */
  public MemoryPeak peak() {
    // libtorch keeps what it took of a GPU, so that what is taken now is the most that was.
    lastPeak =
        new MemoryPeak(memory.map(since -> since.atLeast(0)).orElse(0L), stages.deviceBytes());
    return lastPeak;
  }

  /** What {@link #peak} gave last; never waits for stages that are being loaded. */
  public MemoryPeak lastPeak() {
    return lastPeak;
  }

  /** Frees the native memory of stages that nobody computes with; the next call loads again. */
  public void release() {
    stages.freeUnused();
    head.freeUnused();
  }
}
