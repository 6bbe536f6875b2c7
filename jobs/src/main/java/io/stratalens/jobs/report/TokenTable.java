package io.stratalens.jobs.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The distinct tokens of one prompt's cells, so that each string is written once. */
final class TokenTable {
  private final Map<Entry, Integer> indexes = new LinkedHashMap<>();
  private final Map<Integer, String> texts = new LinkedHashMap<>();

  /** The token's place in the table; the text is null when unknown. */
  int index(int id, String text) {
    if (text != null) {
      texts.putIfAbsent(id, text);
    }
    Integer known = indexes.putIfAbsent(new Entry(id, text), indexes.size());
    return known == null ? indexes.size() - 1 : known;
  }

  /** A string under which this id was already met; null when it was not. */
  String text(int id) {
    return texts.get(id);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("tokens");
    json.writeArrayFieldStart("ids");
    for (Entry entry : indexes.keySet()) {
      json.writeNumber(entry.id());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("texts");
    for (Entry entry : indexes.keySet()) {
      json.writeString(entry.text());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private record Entry(int id, String text) {}
}
