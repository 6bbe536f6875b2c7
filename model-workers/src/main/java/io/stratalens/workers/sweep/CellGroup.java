package io.stratalens.workers.sweep;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.engine.BranchReader;
import io.stratalens.workers.engine.Branches;
import io.stratalens.workers.selection.LayerSite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cells that branch off one reading of the prompts.
 *
 * @param positions those of all its cells
 * @param cells by layer, then site
 */
record CellGroup(SweepPositions positions, List<PlacedCell> cells) {
  private static final Comparator<PlacedCell> ORDER =
      Comparator.comparing(PlacedCell::positions)
          .thenComparing(placed -> placed.cell().layer())
          .thenComparing(placed -> placed.cell().site());

  /**
   * All cells, in as few groups as have readings of at most {@code bytes} each; cells of one place
   * stay together.
   */
  static List<CellGroup> plan(List<SweepCell> cells, Microbatch prompts, int width, long bytes) {
    List<CellGroup> groups = new ArrayList<>();
    List<PlacedCell> open = new ArrayList<>();
    long taken = 0;
    PlacedCell before = null;
    for (PlacedCell placed : sorted(cells)) {
      boolean together = before != null && before.positions() == placed.positions();
      long needed = 0;
      if (!together || !before.place().equals(placed.place())) {
        needed = placed.keptVectors(prompts) * width * Float.BYTES;
      }
      if (before != null && (!together || (needed > 0 && taken + needed > bytes))) {
        groups.add(new CellGroup(before.positions(), open));
        open = new ArrayList<>();
        taken = 0;
      }
      taken += needed;
      open.add(placed);
      before = placed;
    }
    groups.add(new CellGroup(before.positions(), open));
    return groups;
  }

  private static List<PlacedCell> sorted(List<SweepCell> cells) {
    return IntStream.range(0, cells.size())
        .mapToObj(index -> new PlacedCell(index, cells.get(index)))
        .sorted(ORDER)
        .toList();
  }

  Branches open(BranchReader reader, Microbatch prompts) {
    List<LayerSite> places = cells.stream().map(PlacedCell::place).distinct().toList();
    return switch (positions) {
      case LAST -> reader.atLast(prompts, places);
      case ALL -> reader.everywhere(prompts, places);
    };
  }

  /** Every cell under every multiplier but 0, but for those that change nothing. */
  List<SteeredCell> steered(float[] multipliers) {
    List<SteeredCell> steered = new ArrayList<>();
    for (PlacedCell cell : cells) {
      for (float multiplier : multipliers) {
        if (multiplier != 0 && !cell.cell().changesNothing()) {
          steered.add(new SteeredCell(cell, multiplier));
        }
      }
    }
    return steered;
  }
}
