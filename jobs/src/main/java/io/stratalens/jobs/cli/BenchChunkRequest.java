package io.stratalens.jobs.cli;

import io.stratalens.jobs.capture.StageOrder;
import java.nio.file.Path;

/** The cost of an empty chunk, through so many stages. */
record BenchChunkRequest(Path model, StageOrder stages) {}
