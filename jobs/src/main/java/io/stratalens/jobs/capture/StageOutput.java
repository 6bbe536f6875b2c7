package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import java.io.Serializable;
import java.util.List;

/**
 * What one stage made of a chunk.
 *
 * @param computeSeconds from its first to its last forward pass
 * @param seconds from its start to its last file
 * @param files what it wrote
 */
record StageOutput(
    int chunk, int stage, double computeSeconds, double seconds, List<FileFacts> files)
    implements Serializable {
  StageOutput {
    files = List.copyOf(files);
  }
}
