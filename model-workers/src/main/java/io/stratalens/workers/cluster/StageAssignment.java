package io.stratalens.workers.cluster;

import io.stratalens.workers.engine.StageSlice;
import java.io.Serializable;

/**
 * One stage of one pipeline, on one device of an executor.
 *
 * @param replica the pipeline, from 0
 * @param stage the stage in it, from 0
 * @param slice the part of the model that it holds
 * @param device the device's place in the executor's list
 */
public record StageAssignment(int replica, int stage, StageSlice slice, int device)
    implements Serializable {}
