package io.stratalens.jobs.sweep;

import io.stratalens.workers.host.HostedStage;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What every task of a sweep is told.
 *
 * @param modelFolder where the checkpoint is, as Models finds it on every executor
 * @param modelHash its content hash
 * @param exhaustive whether every cell is a forward pass of its own
 * @param batchTokens padded tokens of a microbatch at most
 * @param stages the whole model, in order
 * @param stageTimeout how long a stage may go without progress
 */
record SweepSettings(
    String runId,
    String modelFolder,
    String modelHash,
    boolean exhaustive,
    int batchTokens,
    List<HostedStage> stages,
    Duration stageTimeout)
    implements Serializable {
  SweepSettings {
    stages = new ArrayList<>(stages);
  }
}
