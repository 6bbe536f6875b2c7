package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.workers.host.MemoryPeak;
import java.io.Serializable;
import java.util.List;

/**
 * What one stage made of a chunk.
 *
 * @param computeSeconds from its first to its last forward pass
 * @param seconds from its start to its last file
 * @param files what it wrote
 * @param peak the most memory that its process took so far
 */
record StageOutput(
    int chunk,
    int stage,
    double computeSeconds,
    double seconds,
    List<FileFacts> files,
    MemoryPeak peak)
    implements Serializable {
  StageOutput {
    files = List.copyOf(files);
  }
}
