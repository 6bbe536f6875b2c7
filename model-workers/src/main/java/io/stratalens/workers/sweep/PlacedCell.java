package io.stratalens.workers.sweep;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.engine.BranchPoints;
import io.stratalens.workers.selection.LayerSite;
import java.util.List;

/** A cell and its place in the list that is scored. */
record PlacedCell(int index, SweepCell cell) {
  LayerSite place() {
    return new LayerSite(cell.layer(), cell.site());
  }

  SweepPositions positions() {
    return cell.positions();
  }

  /** Vectors that a reading of prompts keeps for branches here. */
  long keptVectors(Microbatch prompts) {
    long rows = prompts.rows().size();
    long positions = cell.positions() == SweepPositions.LAST ? 1 : prompts.paddedLength();
    return rows * positions * new BranchPoints(List.of(place())).points().size();
  }
}
