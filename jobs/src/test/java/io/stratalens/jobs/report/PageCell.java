package io.stratalens.jobs.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cell of the heat map as a browser holds it. */
record PageCell(Map<String, String> attributes) {
  private static final Pattern CELL = Pattern.compile("<td((?:\\s+[\\w-]+=\"[^\"]*\")*)>");
  private static final Pattern ATTRIBUTE = Pattern.compile("([\\w-]+)=\"([^\"]*)\"");

  /** The cells of a document, row by row from the top. */
  static List<PageCell> of(String document) {
    List<PageCell> cells = new ArrayList<>();
    Matcher matcher = CELL.matcher(document);
    while (matcher.find()) {
      Map<String, String> attributes = new HashMap<>();
      Matcher attribute = ATTRIBUTE.matcher(matcher.group(1));
      while (attribute.find()) {
        attributes.put(attribute.group(1), unescaped(attribute.group(2)));
      }
      cells.add(new PageCell(attributes));
    }
    return cells;
  }

  private static String unescaped(String value) {
    return value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u00a0")
        .replace("&amp;", "&");
  }

  String data(String name) {
    return attributes.get("data-" + name);
  }

  int integer(String name) {
    return Integer.parseInt(data(name));
  }

  /** A number; null where the page has none. */
  Double number(String name) {
    return data(name) == null ? null : Double.valueOf(data(name));
  }

  boolean is(String mark) {
    return Set.of(attributes.getOrDefault("class", "").split(" ")).contains(mark);
  }
}
