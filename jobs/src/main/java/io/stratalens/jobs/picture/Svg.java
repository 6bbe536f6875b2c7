package io.stratalens.jobs.picture;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A picture as SVG text, which stands alone and inside a page. Texts are escaped. */
public final class Svg {
  /** Where a text stands at its x. */
  public enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** A place in the picture, in its units. */
  public record Point(double x, double y) {}

  public static final String INK = "#1b1e28";
  public static final String SOFT = "#5b6170";
  public static final String RULE = "#dfe1e6";
  public static final String ACCENT = "#c2410c";
  public static final String CONTROL = "#8a93a6";

  private final String title;
  private final int width;
  private final int height;
  private final StringBuilder shapes = new StringBuilder();

  /** An empty white picture of so many units. */
  public Svg(String title, int width, int height) {
    this.title = title;
    this.width = width;
    this.height = height;
  }

  /** A rectangle; {@code down} is its height. */
  public void rectangle(Point corner, double across, double down, String fill, String stroke) {
    add(
        "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\" stroke=\"%s\"/>",
        corner.x(), corner.y(), across, down, fill, stroke);
  }

  /** A line. */
  public void line(Point from, Point to, String colour, double thickness) {
    add(
        "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" stroke=\"%s\" stroke-width=\"%.2f\"/>",
        from.x(), from.y(), to.x(), to.y(), colour, thickness);
  }

  /** A dashed line. */
  public void dashes(Point from, Point to, String colour, double thickness) {
    add(
        "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" stroke=\"%s\" stroke-width=\"%.2f\""
            + " stroke-dasharray=\"5 4\"/>",
        from.x(), from.y(), to.x(), to.y(), colour, thickness);
  }

  /** A line through all of these points. */
  public void curve(List<Point> points, String colour, double thickness) {
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.2f\"/>",
        joined(points), colour, thickness);
  }

  /** A filled outline without a border. */
  public void area(List<Point> outline, String fill, double opacity) {
    add(
        "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"%.2f\"/>",
        joined(outline), fill, opacity);
  }

  /** A filled circle. */
  public void dot(Point centre, double radius, String fill) {
    add(
        "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" fill=\"%s\"/>",
        centre.x(), centre.y(), radius, fill);
  }

  /** A line of text. */
  public void text(Point at, Anchor anchor, String colour, int size, String text) {
    add(
        "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\" fill=\"%s\" font-size=\"%d\">%s</text>",
        at.x(), at.y(), anchor.name().toLowerCase(Locale.ROOT), colour, size, escaped(text));
  }

  /** The whole picture. */
  @Override
  public String toString() {
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\""
                + " height=\"%2$d\" role=\"img\" font-family=\"system-ui, sans-serif\">\n"
                + "<title>%3$s</title>\n"
                + "<rect width=\"%1$d\" height=\"%2$d\" fill=\"#ffffff\"/>\n",
            width,
            height,
            escaped(title))
        + shapes
        + "</svg>\n";
  }

  /** A text in which nothing is markup, in SVG and HTML. */
  public static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                // XML has no way to write the other control characters.
                default -> safe.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c);
              }
            });
    return safe.toString();
  }

  private void add(String shape, Object... values) {
    shapes.append(String.format(Locale.ROOT, shape, values)).append('\n');
  }

  private static String joined(List<Point> points) {
    return points.stream()
        .map(point -> String.format(Locale.ROOT, "%.2f,%.2f", point.x(), point.y()))
        .collect(Collectors.joining(" "));
  }
}
