package io.stratalens.jobs.report;

import static java.util.stream.Collectors.joining;

import io.stratalens.jobs.picture.Figure;
import io.stratalens.jobs.picture.Svg;
import io.stratalens.jobs.sweep.SweepSlopes.Where;
import io.stratalens.udfs.steerability.SlopesAcrossDatasets;
import io.stratalens.workers.sweep.SweepPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The page of a sweep: what it says in words and numbers, and its pictures. */
final class SweepPage {
  private final SweepResults sweep;
  private final List<Figure> figures = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();

  SweepPage(SweepResults sweep) {
    this.sweep = sweep;
    header();
    body.append("<main id=\"sweep\">\n");
    across();
    sweep.datasets().forEach(this::dataset);
    body.append("</main>\n");
  }

  String html() {
    PageTemplate template = PageTemplate.sweep();
    return template.head() + body + template.tail();
  }

  /** All pictures of the page. */
  List<Figure> figures() {
    return figures;
  }

  private void header() {
    body.append("<header class=\"masthead\">\n<h1>Steerability <span id=\"run-id\">")
        .append(Svg.escaped(sweep.runId()))
        .append("</span></h1>\n<dl id=\"facts\">\n");
    for (Map.Entry<String, String> fact : sweep.facts().entrySet()) {
      String value = Svg.escaped(fact.getValue());
      body.append(
          "<div><dt>%s</dt><dd title=\"%s\">%s</dd></div>%n"
              .formatted(Svg.escaped(fact.getKey()), value, value));
    }
    body.append("</dl>\n</header>\n");
  }

  /** The paper's headline. */
  private void across() {
    heading("Over all data sets");
    paragraph("Mean slope of the label vectors, at each layer and at each data set's best layer.");
    List<Integer> layers =
        sweep.cells().stream().map(ReportedCell::layer).distinct().sorted().toList();
    List<String> head = new ArrayList<>(List.of("site", "positions", "best"));
    layers.forEach(layer -> head.add("layer " + layer));
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<Where, SlopesAcrossDatasets> entry : sweep.slopes().all().entrySet()) {
      List<String> row = new ArrayList<>();
      row.add(entry.getKey().site().label());
      row.add(entry.getKey().positions().label());
      row.add(SweepWords.number(entry.getValue().atBest()));
      layers.forEach(layer -> row.add(SweepWords.number(entry.getValue().byLayer().get(layer))));
      rows.add(row);
    }
    table(head, rows);
  }

  private void dataset(String name) {
    heading(name);
    paragraph(
        SweepWords.control(sweep.cells().stream().filter(c -> c.dataset().equals(name)).toList()));
    List<Where> wheres = List.copyOf(sweep.slopes().all().keySet());
    table(
        SweepWords.COLUMNS,
        wheres.stream().map(at -> SweepWords.of(sweep.best(name, at))).toList());
    body.append("<h3>Slopes</h3>\n<div class=\"figures\">\n");
    for (SweepPositions positions : wheres.stream().map(Where::positions).distinct().toList()) {
      figure(HeatFigure.of(sweep, name, positions));
    }
    body.append("</div>\n<h3>Propensity at the best layers</h3>\n<div class=\"figures\">\n");
    for (Where where : wheres) {
      ReportedCell best = sweep.best(name, where);
      sweep
          .labelCurve(best)
          .ifPresent(curve -> figure(CurveFigure.of(best, curve, sweep.randomCurves(best))));
    }
    body.append("</div>\n<h3>Slopes among random directions</h3>\n<div class=\"figures\">\n");
    wheres.forEach(where -> figure(LayerFigure.of(sweep.at(name, where))));
    body.append("</div>\n");
  }

  private void heading(String text) {
    body.append("<h2>").append(Svg.escaped(text)).append("</h2>\n");
  }

  private void paragraph(String text) {
    body.append("<p>").append(Svg.escaped(text)).append("</p>\n");
  }

  private void figure(Figure figure) {
    figures.add(figure);
    body.append("<figure>").append(figure.svg()).append("</figure>\n");
  }

  private void table(List<String> head, List<List<String>> rows) {
    body.append("<div class=\"numbers\"><table>\n<tr>");
    head.forEach(cell -> body.append("<th>").append(Svg.escaped(cell)).append("</th>"));
    body.append("</tr>\n");
    for (List<String> row : rows) {
      body.append(
          row.stream()
              .map(cell -> "<td>" + Svg.escaped(cell) + "</td>")
              .collect(joining("", "<tr>", "</tr>\n")));
    }
    body.append("</table></div>\n");
  }
}
