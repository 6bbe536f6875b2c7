package io.stratalens.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page around the data, put together from this package's HTML, CSS and JavaScript resources.
 */
final class PageTemplate {
  private static final String DATA_MARK = "<!-- data -->";
  private static final List<String> LENS_SCRIPTS =
      List.of(
          "data.js",
          "tokens.js",
          "metrics.js",
          "grid.js",
          "strip.js",
          "inspector.js",
          "picker.js",
          "header.js",
          "gestures.js",
          "page.js");

  private final String head;
  private final String tail;

  private PageTemplate(String head, String tail) {
    this.head = head;
    this.tail = tail;
  }

  /** The page of the lens, which draws its plots itself. */
  static PageTemplate lens() {
    return of("page.html", LENS_SCRIPTS);
  }

  /** The page of a sweep, whose plots are drawn already. */
  static PageTemplate sweep() {
    return of("sweep.html", List.of());
  }

  private static PageTemplate of(String html, List<String> names) {
    String page = resource(html);
    int data = page.indexOf(DATA_MARK);
    String scripts = names.stream().map(PageTemplate::resource).collect(Collectors.joining("\n"));
    return new PageTemplate(
        page.substring(0, data).replace("/* style */", resource("page.css")),
        page.substring(data + DATA_MARK.length()).replace("/* script */", scripts));
  }

  /** Everything before the data. */
  String head() {
    return head;
  }

  /** Everything after the data. */
  String tail() {
    return tail;
  }

  private static String resource(String name) {
    try (InputStream input = PageTemplate.class.getResourceAsStream(name)) {
      if (input == null) {
        throw new IllegalStateException("The resource is missing from the jar: " + name);
      }
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
