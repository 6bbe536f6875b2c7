package io.stratalens.workers.host;

import io.stratalens.workers.engine.StageSlice;
import java.io.Serializable;

/**
 * A stage and where it lives.
 *
 * @param slice the part of the model
 * @param device the GPU's place among those the process sees; on a CPU it does not matter
 */
public record HostedStage(StageSlice slice, int device) implements Serializable {}
