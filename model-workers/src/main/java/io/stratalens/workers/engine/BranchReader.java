package io.stratalens.workers.engine;

import ai.djl.ndarray.NDManager;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.capture.CaptureRequest;
import java.util.List;
import java.util.stream.IntStream;

/** Reads prompts of a whole model for branches. What it makes is closed before the engine. */
public final class BranchReader {
  private final StageEngine engine;
  private final LoadedProgram program;
  private final NDManager manager;

  BranchReader(StageEngine engine, LoadedProgram program, NDManager manager) {
    this.engine = engine;
    this.program = program;
    this.manager = manager;
  }

  /**
   * For branches that change the prompts' last positions alone.
   *
   * @param points of every place where a branch will begin
   */
  public Branches atLast(Microbatch batch, BranchPoints points) {
    int rows = batch.rows().size();
    CaptureRequest request =
        new CaptureRequest(points.points(), batch.lastPositions(), engine.computeVectorType());
    KeyValueCache cache = engine.cache(rows, batch.paddedLength());
    try {
      CacheSlots slots = new CacheSlots(cache, IntStream.range(0, rows).toArray());
      ForwardResult result = engine.prefill(batch, request, List.of(), slots);
      return new LastBranches(reading(batch, points, result), cache);
    } catch (RuntimeException e) {
      cache.close();
      throw e;
    }
  }

  /** For branches that change all positions of the prompts; else as for the last. */
  public Branches everywhere(Microbatch batch, BranchPoints points) {
    Microbatch filled = batch.filled();
    CaptureRequest request =
        new CaptureRequest(points.points(), filled.allPositions(), engine.computeVectorType());
    return new WholeBranches(reading(batch, points, engine.forward(filled, request, List.of())));
  }

  /**
   * The unembedding of labels.
   *
   * @param ids token ids, as many for each prompt
   */
  public LabelVectors labels(int[] ids, int prompts) {
    return new LabelVectors(program, manager, ids, prompts, engine.config().width());
  }

  private UnsteeredReading reading(Microbatch batch, BranchPoints points, ForwardResult result) {
    return new UnsteeredReading(engine, program, manager, batch, points, result);
  }
}
