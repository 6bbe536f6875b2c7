package io.stratalens.jobs.sweep;

import java.io.Serializable;

/**
 * What every task of a sweep is told.
 *
 * @param modelFolder where the checkpoint is, as Models finds it on every executor
 * @param modelHash its content hash
 * @param exhaustive whether every cell is a forward pass of its own
 * @param batchTokens padded tokens of a microbatch at most
 */
record SweepSettings(
    String runId, String modelFolder, String modelHash, boolean exhaustive, int batchTokens)
    implements Serializable {}
