package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.model.ModelConfig;
import java.util.List;

/** What branches share: a finished forward, and how the program is called behind it. */
record UnsteeredReading(
    StageEngine engine,
    LoadedProgram program,
    NDManager manager,
    Microbatch batch,
    BranchPoints points,
    ForwardResult result)
    implements AutoCloseable {
  ModelConfig config() {
    return engine.config();
  }

  NDArray kept() {
    return result.kept().tensor();
  }

  float[] logits() {
    return engine.logits(result, batch, batch.lastPositions());
  }

  /** The changes of branches, [branches, width]. */
  NDArray changes(List<Branch> branches, NDManager scope) {
    int width = config().width();
    float[] changes = new float[branches.size() * width];
    for (int i = 0; i < branches.size(); i++) {
      System.arraycopy(branches.get(i).change(), 0, changes, i * width, width);
    }
    return scope.create(changes, new Shape(branches.size(), width));
  }

  /**
   * What a row of a branch takes at most, in its layer's attention or in its feed-forward.
   *
   * @param scores attention scores of a head that are held at once
   */
  long bytesOfRow(long scores) {
    ModelConfig config = config();
    long mixed = config.queryWidth() + 2L * config.keyValueWidth();
    long attention = 4 * mixed + 2L * config.heads() * scores;
    long feed = 3L * config.feedForward() + config.width();
    return Float.BYTES * (4L * config.width() + Math.max(attention, feed));
  }

  @Override
  public void close() {
    result.close();
  }
}
