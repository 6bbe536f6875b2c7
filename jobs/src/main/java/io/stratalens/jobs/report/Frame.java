package io.stratalens.jobs.report;

import io.stratalens.jobs.report.Svg.Anchor;
import io.stratalens.jobs.report.Svg.Point;
import java.util.List;

/** A plot with a heading, two axes and their names. */
final class Frame {
  private static final int WIDTH = 380;
  private static final int HEADING = 10;
  private static final int LEFT = 52;
  private static final int RIGHT = 366;
  private static final int PLOT = 182;
  private static final int ABOVE = 28;
  private static final int BELOW = 46;

  private final Svg svg;
  private final int top;
  private final int bottom;
  private final Axis x;
  private final Axis y;

  /**
   * A frame over all of these values; zero is marked where it is among them.
   *
   * @param notes texts under the title, each on lines of its own
   */
  Frame(String title, List<String> notes, double[] xs, double[] ys) {
    Paragraphs head = new Paragraphs(HEADING, WIDTH - 2 * HEADING);
    head.add(title, Svg.INK, 13);
    notes.forEach(note -> head.add(note, Svg.SOFT, 10));
    top = head.bottom() + ABOVE;
    bottom = top + PLOT;
    svg = new Svg(title, WIDTH, bottom + BELOW);
    head.draw(svg);
    x = Axis.over(xs, LEFT, RIGHT);
    y = Axis.over(ys, bottom, top);
  }

  /** Draws ticks and names, under what comes later. */
  void axes(String acrossName, String upName) {
    for (double tick : x.ticks()) {
      svg.line(new Point(x.at(tick), top), new Point(x.at(tick), bottom), Svg.RULE, 1);
      svg.text(new Point(x.at(tick), bottom + 15), Anchor.MIDDLE, Svg.SOFT, 10, Axis.label(tick));
    }
    for (double tick : y.ticks()) {
      double thickness = tick == 0 ? 1.6 : 1;
      svg.line(new Point(LEFT, y.at(tick)), new Point(RIGHT, y.at(tick)), Svg.RULE, thickness);
      svg.text(new Point(LEFT - 6, y.at(tick) + 3), Anchor.END, Svg.SOFT, 10, Axis.label(tick));
    }
    svg.text(new Point((LEFT + RIGHT) / 2.0, bottom + 32), Anchor.MIDDLE, Svg.SOFT, 11, acrossName);
    svg.text(new Point(LEFT, top - 6), Anchor.START, Svg.SOFT, 11, upName);
  }

  Point at(double across, double up) {
    return new Point(x.at(across), y.at(up));
  }

  Svg svg() {
    return svg;
  }
}
