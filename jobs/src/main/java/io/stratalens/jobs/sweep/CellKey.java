package io.stratalens.jobs.sweep;

import static java.util.Objects.requireNonNull;

import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.sweep.SweepPositions;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * One vector at one place, as the tables' keys name it.
 *
 * @param vector {@code label}, or {@code random-SEED} for a control direction
 */
record CellKey(int layer, Site site, SweepPositions positions, String vector)
    implements Serializable {
  static final String LABEL = "label";
  private static final String RANDOM = "random-";

  CellKey {
    requireNonNull(site, "site");
    requireNonNull(positions, "positions");
    requireNonNull(vector, "vector");
  }

  /** The label vector at a place. */
  static CellKey label(int layer, Site site, SweepPositions positions) {
    return new CellKey(layer, site, positions, LABEL);
  }

  /** The cell in the columns layer, site, positions and vector, the first of which is here. */
  static CellKey of(Row row, int at) {
    return new CellKey(
        row.getInt(at),
        Site.of(row.getString(at + 1)),
        SweepPositions.of(row.getString(at + 2)),
        row.getString(at + 3));
  }

  /** The same place with a random direction. */
  CellKey random(long seed) {
    return new CellKey(layer, site, positions, RANDOM + seed);
  }

  /** The same place with the label vector. */
  CellKey labelled() {
    return label(layer, site, positions);
  }

  boolean isLabel() {
    return vector.equals(LABEL);
  }

  /** The seed of a random direction. */
  long seed() {
    return Long.parseLong(vector.substring(RANDOM.length()));
  }

  LayerSite point() {
    return new LayerSite(layer, site);
  }
}
