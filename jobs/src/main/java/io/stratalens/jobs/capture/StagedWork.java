package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.pipeline.StageRun;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What the stages of a model make of the chunks of a run, wherever they are: captures, generations
 * and sweeps. Every task is told it.
 *
 * @param <T> a row of a chunk
 */
public interface StagedWork<T> extends Serializable {
  /** The run. */
  String runId();

  /**
   * Where the checkpoint is, as {@link io.stratalens.workers.location.Models#folder} finds it in
   * every process.
   */
  String modelFolder();

  /** The checkpoint's content hash. */
  String modelHash();

  /** Microbatches whose tokens the last stage sends to the first; 0 where it sends none. */
  int microbatchesInRing();

  /**
   * How long a stage waits for another.
   *
   * @param outlasting long enough for a stage that stands still to be judged before
   */
  Duration patience(Duration outlasting);

  /** How much there is to a chunk. */
  ChunkSize size(List<T> chunk);

  /** Bytes of the largest hidden state that comes to a stage with the chunk; at least 1. */
  long largestFrame(StageEngine engine, List<T> chunk);

  /**
   * Runs a stage's passes over a chunk and writes its files.
   *
   * @param number the chunk's number in its run
   * @param computed runs when the last pass is done and only files are left to be closed
   */
  List<FileFacts> write(StageRun stage, int number, List<T> chunk, Runnable computed);
}
