package io.stratalens.jobs.picture;

import io.stratalens.jobs.picture.Svg.Anchor;
import io.stratalens.jobs.picture.Svg.Point;

/** A plot with a heading, two axes and their names. */
public final class Frame {
  private static final int WIDTH = 380;
  private static final int HEIGHT = 302;
  private static final int HEADING = 10;
  private static final int LEFT = 52;
  private static final int RIGHT = 366;
  private static final int TOP = 74;
  private static final int BOTTOM = 256;

  private final Svg svg;
  private final Axis x;
  private final Axis y;

  private Frame(String title, Axis x, Axis y) {
    this.svg = new Svg(title, WIDTH, HEIGHT);
    this.x = x;
    this.y = y;
    svg.text(new Point(HEADING, 20), Anchor.START, Svg.INK, 13, title);
  }

  /** A frame over all of these values; zero is marked where it is among them. */
  public static Frame over(String title, double[] xs, double[] ys) {
    return new Frame(title, Axis.over(xs, LEFT, RIGHT), Axis.over(ys, BOTTOM, TOP));
  }

  /**
   * A frame in which equal distances are equal ratios, over values above 0.
   *
   * @param xs are marked themselves
   */
  public static Frame ofRatios(String title, double[] xs, double[] ys) {
    return new Frame(title, Axis.among(xs, LEFT, RIGHT), Axis.decades(ys, BOTTOM, TOP));
  }

  /** Draws ticks and names, under what comes later. */
  public void axes(String acrossName, String upName) {
    for (double tick : x.ticks()) {
      svg.line(new Point(x.at(tick), TOP), new Point(x.at(tick), BOTTOM), Svg.RULE, 1);
      svg.text(new Point(x.at(tick), BOTTOM + 15), Anchor.MIDDLE, Svg.SOFT, 10, Axis.label(tick));
    }
    for (double tick : y.ticks()) {
      double thickness = tick == 0 ? 1.6 : 1;
      svg.line(new Point(LEFT, y.at(tick)), new Point(RIGHT, y.at(tick)), Svg.RULE, thickness);
      svg.text(new Point(LEFT - 6, y.at(tick) + 3), Anchor.END, Svg.SOFT, 10, Axis.label(tick));
    }
    svg.text(new Point((LEFT + RIGHT) / 2.0, BOTTOM + 32), Anchor.MIDDLE, Svg.SOFT, 11, acrossName);
    svg.text(new Point(LEFT, TOP - 6), Anchor.START, Svg.SOFT, 11, upName);
  }

  /** A line of text under the heading. */
  public void note(int line, String text) {
    svg.text(new Point(HEADING, 34 + 12.0 * line), Anchor.START, Svg.SOFT, 10, text);
  }

  /** Where two values lie. */
  public Point at(double across, double up) {
    return new Point(x.at(across), y.at(up));
  }

  /** What is drawn on. */
  public Svg svg() {
    return svg;
  }
}
