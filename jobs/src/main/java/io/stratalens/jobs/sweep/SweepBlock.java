package io.stratalens.jobs.sweep;

import io.stratalens.workers.labels.LabelledPrompt;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Test rows, cells and multipliers of which every combination is to be computed. */
record SweepBlock(List<LabelledPrompt> samples, List<CellKey> cells, List<Double> multipliers)
    implements Serializable {
  SweepBlock {
    samples = new ArrayList<>(samples);
    cells = new ArrayList<>(cells);
    multipliers = new ArrayList<>(multipliers);
  }

  long rows() {
    return (long) samples.size() * cells.size() * multipliers.size();
  }
}
