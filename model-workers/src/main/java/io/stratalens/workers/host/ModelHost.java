package io.stratalens.workers.host;

import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The stage that this process hosts. Tasks come and go; loading a model takes longer than most
 * tasks, so the stage stays until another one is asked for or the process ends.
 */
public final class ModelHost {
  private static final ModelHost OF_PROCESS = new ModelHost();

  /** Whoever has the stage to itself; closing lets the next one in. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  private final ReentrantLock turn = new ReentrantLock(true);
  private String hosted = "";
  private StageEngine engine;

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

  private synchronized StageEngine stage(
      Path folder, String modelHash, ModelConfig config, StageSlice slice) {
    String wanted = folder.toAbsolutePath().normalize() + " " + modelHash + " " + slice;
    if (!wanted.equals(hosted)) {
      release();
      try (Checkpoint checkpoint = Checkpoint.open(folder)) {
        engine = StageEngine.load(checkpoint, config, slice);
      }
      hosted = wanted;
    }
    return engine;
  }

  /** Waits for the stage, first come, first served; a thread's work between is undisturbed. */
  public Turn turn() {
    turn.lock();
    return turn::unlock;
  }

  /** Frees the stage's native memory; the next call loads again. */
  public synchronized void release() {
    hosted = "";
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }
}
