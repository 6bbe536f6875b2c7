package io.stratalens.jobs.picture;

import io.stratalens.jobs.picture.Svg.Anchor;
import io.stratalens.jobs.picture.Svg.Point;
import java.util.ArrayList;
import java.util.List;

/** Texts at the head of a picture, one below the other, in as many lines as they take. */
public final class Paragraphs {
  private static final int MARGIN = 7;
  private static final int LEADING = 2;

  private record Line(int y, String colour, int size, String text) {}

  private final int left;
  private final int width;
  private final List<Line> lines = new ArrayList<>();
  private int bottom = MARGIN;

  /** In a column of this width, in the units of the sizes. */
  public Paragraphs(int left, int width) {
    this.left = left;
    this.width = width;
  }

  /** Adds a text below the others. */
  public void add(String text, String colour, int size) {
    for (String line : TextLines.of(text, size, width)) {
      bottom += size + (lines.isEmpty() ? 0 : LEADING);
      lines.add(new Line(bottom, colour, size, line));
    }
  }

  /** Where the last line stands. */
  public int bottom() {
    return bottom;
  }

  /** Draws all of them. */
  public void draw(Svg svg) {
    lines.forEach(
        line ->
            svg.text(
                new Point(left, line.y()), Anchor.START, line.colour(), line.size(), line.text()));
  }
}
