package io.stratalens.jobs.report;

import io.stratalens.jobs.picture.Figure;
import io.stratalens.jobs.picture.Paragraphs;
import io.stratalens.jobs.picture.Svg;
import io.stratalens.jobs.picture.Svg.Anchor;
import io.stratalens.jobs.picture.Svg.Point;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.sweep.SweepPositions;
import java.util.List;
import java.util.Locale;

/**
 * The slopes of a data set as a heat map of sites by layers; the best layer of a site is framed.
 */
final class HeatFigure {
  private static final int LEFT = 84;
  private static final int RIGHT = 12;
  private static final int LEAST_WIDTH = 300;
  private static final int ROW = 26;
  private static final int LEAST_CELL = 30;
  private static final int LABELLED_CELL = 38;

  /** More layers than this are drawn narrower and without their numbers. */
  private static final int MOST_LABELLED = 24;

  private HeatFigure() {}

  static Figure of(SweepResults sweep, String dataset, SweepPositions positions) {
    List<ReportedCell> cells =
        sweep.cells().stream()
            .filter(cell -> cell.dataset().equals(dataset))
            .filter(cell -> cell.where().positions() == positions)
            .toList();
    List<Site> sites = cells.stream().map(cell -> cell.where().site()).distinct().toList();
    List<Integer> layers = cells.stream().map(ReportedCell::layer).distinct().sorted().toList();
    double largest = cells.stream().mapToDouble(cell -> Math.abs(cell.slope())).max().orElse(0);
    int across = layers.size() > MOST_LABELLED ? LEAST_CELL : LABELLED_CELL;
    String title = "%s · %s · slope by site and layer".formatted(dataset, positions.label());
    int width = Math.max(LEAST_WIDTH, LEFT + across * layers.size() + RIGHT);
    Paragraphs head = new Paragraphs(RIGHT, width - 2 * RIGHT);
    head.add(title, Svg.INK, 13);
    head.add(
        String.format(Locale.ROOT, "blue below 0, orange above; full colour at ±%.3f", largest),
        Svg.SOFT,
        10);
    int top = head.bottom() + 8;
    Svg svg = new Svg(title, width, top + ROW * sites.size() + 40);
    head.draw(svg);
    for (ReportedCell cell : cells) {
      Point corner =
          new Point(
              LEFT + (double) across * layers.indexOf(cell.layer()),
              top + (double) ROW * sites.indexOf(cell.where().site()));
      boolean best = sweep.best(dataset, cell.where()).equals(cell);
      draw(svg, cell, corner, across, largest, best);
    }
    for (Site site : sites) {
      double y = top + ROW * (sites.indexOf(site) + 0.5) + 4;
      svg.text(new Point(LEFT - 8, y), Anchor.END, Svg.INK, 11, site.label());
    }
    for (int layer : layers) {
      double x = LEFT + across * (layers.indexOf(layer) + 0.5);
      double y = top + (double) ROW * sites.size() + 16;
      svg.text(new Point(x, y), Anchor.MIDDLE, Svg.SOFT, 10, String.valueOf(layer));
    }
    return new Figure("slopes-%s-%s".formatted(dataset, positions.label()), svg.toString());
  }

  private static void draw(
      Svg svg, ReportedCell cell, Point corner, int across, double largest, boolean best) {
    double share = largest > 0 ? cell.slope() / largest : 0;
    svg.rectangle(corner, across - 1, ROW - 1, colour(share), best ? Svg.INK : "none");
    if (across == LABELLED_CELL) {
      svg.text(
          new Point(corner.x() + across / 2.0, corner.y() + ROW / 2.0 + 3),
          Anchor.MIDDLE,
          Math.abs(share) > 0.6 ? "#ffffff" : Svg.INK,
          10,
          String.format(Locale.ROOT, "%.2f", cell.slope()));
    }
  }

  /** From blue at -1 over white to orange at 1. */
  private static String colour(double share) {
    int[] full = share < 0 ? new int[] {0x1d, 0x4e, 0x89} : new int[] {0xc2, 0x41, 0x0c};
    double strength = Math.min(1, Math.abs(share));
    StringBuilder colour = new StringBuilder("#");
    for (int channel : full) {
      long mixed = Math.round(255 + strength * (channel - 255));
      colour.append(String.format(Locale.ROOT, "%02x", mixed));
    }
    return colour.toString();
  }
}
