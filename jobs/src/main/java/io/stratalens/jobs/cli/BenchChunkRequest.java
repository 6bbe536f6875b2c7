package io.stratalens.jobs.cli;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.workers.location.ModelLocation;

/** The cost of an empty chunk, through so many stages. */
record BenchChunkRequest(ModelLocation model, StageOrder stages) {}
