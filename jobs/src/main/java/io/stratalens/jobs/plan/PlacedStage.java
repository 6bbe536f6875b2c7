package io.stratalens.jobs.plan;

import io.stratalens.workers.cluster.StageAssignment;
import io.stratalens.workers.pipeline.StageMemory;

/** A stage of a pipeline, the executor that hosts it, and what it takes of its device. */
record PlacedStage(String executor, StageAssignment stage, StageMemory memory) {}
