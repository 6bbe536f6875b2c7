package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.selection.LayerSite;
import java.util.List;

/**
 * Branches that change every position of the prompts: they share what lies below the place where
 * they begin, and go on from there as whole prompts, but for the last layer, which matters only
 * where logits are read.
 */
final class WholeBranches implements Branches {
  private final UnsteeredReading reading;

  WholeBranches(UnsteeredReading reading) {
    this.reading = reading;
  }

  @Override
  public float[] logits() {
    return reading.logits();
  }

  @Override
  public long bytesOfBranch() {
    Microbatch batch = reading.batch();
    return (long) batch.rows().size() * batch.paddedLength() * reading.bytesOfRow(0);
  }

  @Override
  public float[] run(List<Branch> branches, LabelVectors labels) {
    float[] logits = new float[0];
    for (int first = 0; first < branches.size(); ) {
      LayerSite place = branches.get(first).place();
      int end = first + 1;
      while (end < branches.size() && branches.get(end).place().equals(place)) {
        end++;
      }
      float[] own = runAt(place, branches.subList(first, end), labels);
      if (first == 0) {
        logits = new float[own.length / end * branches.size()];
      }
      System.arraycopy(own, 0, logits, own.length / (end - first) * first, own.length);
      first = end;
    }
    return logits;
  }

  private float[] runAt(LayerSite place, List<Branch> branches, LabelVectors labels) {
    Microbatch batch = reading.batch();
    try (NDManager scope = reading.manager().newSubManager();
        Arguments arguments = new Arguments()) {
      arguments
          .tensor(reading.kept())
          .integer(reading.points().slot(BranchPoints.stream(place)))
          .integer(reading.points().slot(place))
          .integer(place.layer())
          .integer(place.site().ordinal())
          .tensor(reading.changes(branches, scope));
      reading.engine().rotary().addTo(arguments, batch.paddedLength());
      arguments
          .tensor(scope.create(PositionGrid.of(batch).places(batch.lastPositions())))
          .integer(batch.paddedLength());
      NDArray hidden = reading.program().tensor("branch_all", arguments, scope);
      return labels.logits(hidden, reading.program(), scope);
    }
  }

  @Override
  public void close() {
    reading.close();
  }
}
