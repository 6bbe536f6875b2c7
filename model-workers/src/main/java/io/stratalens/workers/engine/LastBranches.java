package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.List;

/**
 * Branches that change the last position alone: what comes before it stays as it was, so that each
 * is one token behind the prompt's keys and values, and all of them go through the layers together.
 */
final class LastBranches implements Branches {
  private final UnsteeredReading reading;
  private final KeyValueCache cache;

  /**
   * @param cache has the prompts' keys and values, row r in slot r; closed here
   */
  LastBranches(UnsteeredReading reading, KeyValueCache cache) {
    this.reading = reading;
    this.cache = cache;
  }

  @Override
  public float[] logits() {
    return reading.logits();
  }

  @Override
  public long bytesOfBranch() {
    Microbatch batch = reading.batch();
    return batch.rows().size() * reading.bytesOfRow(batch.paddedLength());
  }

  @Override
  public float[] run(List<Branch> branches, LabelVectors labels) {
    Microbatch batch = reading.batch();
    long[] last = batch.rows().stream().mapToLong(row -> row.ids().length - 1).toArray();
    try (NDManager scope = reading.manager().newSubManager();
        Arguments arguments = new Arguments()) {
      arguments
          .tensor(reading.kept())
          .integers(reading.points().slots(reading.config().layers()))
          .integers(begun(branches))
          .tensor(reading.changes(branches, scope));
      reading.engine().rotary().addTo(arguments, batch.paddedLength());
      cache.addTo(arguments);
      arguments.tensor(scope.create(last)).integer(batch.paddedLength());
      NDArray hidden = reading.program().tensor("branch_last", arguments, scope);
      return labels.logits(hidden, reading.program(), scope);
    }
  }

  /** For each site of each layer how many branches begin before it, and how many there are. */
  private int[] begun(List<Branch> branches) {
    int sites = Site.values().length;
    int[] begun = new int[reading.config().layers() * sites + 1];
    int before = 0;
    for (Branch branch : branches) {
      LayerSite place = branch.place();
      reading.points().slot(place);
      int at = place.layer() * sites + place.site().ordinal();
      if (at < before) {
        throw new IllegalArgumentException("branches are ordered by where they begin: " + place);
      }
      before = at;
      begun[at + 1]++;
    }
    for (int at = 1; at < begun.length; at++) {
      begun[at] += begun[at - 1];
    }
    return begun;
  }

  @Override
  public void close() {
    try (cache) {
      reading.close();
    }
  }
}
