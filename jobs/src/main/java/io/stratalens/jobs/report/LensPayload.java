package io.stratalens.jobs.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * One prompt's cells as the page keeps them: JSON in columns, gzip, base64. Each site holds arrays
 * of layers x positions values, layer by layer; tokens are places in a table.
 */
final class LensPayload {
  /** Enough that rounding stays below what the lens itself is exact to. */
  static final int PROBABILITY_DIGITS = 5;

  static final int NUMBER_DIGITS = 6;

  private LensPayload() {}

  static byte[] encode(PromptLens lens) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (JsonGenerator json = SafeJson.generator(new GZIPOutputStream(compressed))) {
      write(json, lens.prompt(), SiteGrid.of(lens));
    }
    return Base64.getEncoder().encode(compressed.toByteArray());
  }

  private static void write(JsonGenerator json, ReportPrompt prompt, Collection<SiteGrid> grids)
      throws IOException {
    TokenTable tokens = new TokenTable();
    json.writeStartObject();
    json.writeNumberField("promptTokens", prompt.tokens().size() - prompt.generated());
    json.writeArrayFieldStart("sites");
    for (SiteGrid grid : grids) {
      writeSite(json, grid, tokens);
    }
    json.writeEndArray();
    writeColumns(json, prompt, grids, tokens);
    tokens.write(json);
    json.writeEndObject();
  }

  private static void writeSite(JsonGenerator json, SiteGrid grid, TokenTable tokens)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("site", grid.site());
    writeNumbers(json, "layers", grid.layers());
    writeNumbers(json, "positions", grid.positions());
    List<LensCell> cells = grid.cells();
    writeEach(json, "tops", cells, cell -> writeNumbers(json, tops(cell, tokens)));
    writeEach(json, "probabilities", cells, cell -> writeProbabilities(json, cell));
    writeEach(json, "entropies", cells, cell -> rounded(json, cell.entropy()));
    writeEach(json, "targets", cells, cell -> writeNumbers(json, targets(cell, tokens)));
    writeEach(json, "ranks", cells, cell -> writeRanks(json, cell));
    writeEach(json, "logProbabilities", cells, cell -> writeLogProbabilities(json, cell));
    writeEach(json, "kls", cells, cell -> rounded(json, cell.klToFinal()));
    json.writeEndObject();
  }

  private static void writeColumns(
      JsonGenerator json, ReportPrompt prompt, Collection<SiteGrid> grids, TokenTable tokens)
      throws IOException {
    Map<Integer, Integer> ids = new TreeMap<>();
    grids.forEach(grid -> ids.putAll(grid.tokenIds()));
    json.writeArrayFieldStart("columns");
    for (Map.Entry<Integer, Integer> column : ids.entrySet()) {
      int position = column.getKey();
      int id = column.getValue();
      boolean named = position < prompt.tokens().size();
      String text = named ? prompt.tokens().get(position) : tokens.text(id);
      json.writeStartObject();
      json.writeNumberField("position", position);
      json.writeNumberField("token", tokens.index(id, text));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static List<Integer> tops(LensCell cell, TokenTable tokens) {
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < cell.topIds().size(); i++) {
      indexes.add(tokens.index(cell.topIds().get(i), cell.topTokens().get(i)));
    }
    return indexes;
  }

  private static List<Integer> targets(LensCell cell, TokenTable tokens) {
    return cell.targets().stream()
        .map(target -> tokens.index(target.id(), target.token()))
        .toList();
  }

  private static void writeProbabilities(JsonGenerator json, LensCell cell) throws IOException {
    json.writeStartArray();
    for (double probability : cell.topProbabilities()) {
      SafeJson.writeRounded(json, probability, PROBABILITY_DIGITS);
    }
    json.writeEndArray();
  }

  private static void rounded(JsonGenerator json, Double value) throws IOException {
    SafeJson.writeRounded(json, value, NUMBER_DIGITS);
  }

  private static void writeRanks(JsonGenerator json, LensCell cell) throws IOException {
    json.writeStartArray();
    for (LensTarget target : cell.targets()) {
      json.writeNumber(target.rank());
    }
    json.writeEndArray();
  }

  private static void writeLogProbabilities(JsonGenerator json, LensCell cell) throws IOException {
    json.writeStartArray();
    for (LensTarget target : cell.targets()) {
      rounded(json, target.logProbability());
    }
    json.writeEndArray();
  }

  private static void writeNumbers(JsonGenerator json, String name, Collection<Integer> values)
      throws IOException {
    json.writeFieldName(name);
    writeNumbers(json, values);
  }

  private static void writeNumbers(JsonGenerator json, Collection<Integer> values)
      throws IOException {
    json.writeStartArray();
    for (int value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }

  /** One value per cell; a hole is null. */
  private static void writeEach(
      JsonGenerator json, String name, List<LensCell> cells, CellWriter writer) throws IOException {
    json.writeArrayFieldStart(name);
    for (LensCell cell : cells) {
      if (cell == null) {
        json.writeNull();
      } else {
        writer.write(cell);
      }
    }
    json.writeEndArray();
  }

  private interface CellWriter {
    void write(LensCell cell) throws IOException;
  }
}
