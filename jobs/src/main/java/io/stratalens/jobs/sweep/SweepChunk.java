package io.stratalens.jobs.sweep;

import io.stratalens.workers.labels.LabelledPrompt;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of one data set that are computed and committed together.
 *
 * @param number the chunk's number in its run
 * @param dataset the data set's name
 */
record SweepChunk(int number, String dataset, List<SweepBlock> blocks) implements Serializable {
  SweepChunk {
    blocks = new ArrayList<>(blocks);
  }

  /** The test rows, each once. */
  List<LabelledPrompt> samples() {
    return blocks.stream().flatMap(block -> block.samples().stream()).distinct().toList();
  }

  /** Cells times the test rows that are read at them. */
  long sampledCells() {
    return blocks.stream()
        .mapToLong(block -> (long) block.samples().size() * block.cells().size())
        .sum();
  }

  long rows() {
    return blocks.stream().mapToLong(SweepBlock::rows).sum();
  }
}
