package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.workers.pipeline.StageRun;
import java.util.List;

/** What every stage of a model does with a chunk. */
public interface StageWork {
  /**
   * Runs the stage's passes and writes its files.
   *
   * @param computed runs when the last pass is done and only files are left to be closed
   */
  List<FileFacts> run(StageRun stage, Runnable computed);
}
