package io.stratalens.jobs.prompts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.jobs.prompts.PromptColumn.Kind;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.input.StrictJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prompts in JSON objects, one a line. */
final class JsonPrompt {
  private JsonPrompt() {}

  /** What the fields of an object hold; a null may be a text. */
  static Map<String, Kind> columns(String name, byte[] line) {
    Map<String, Kind> columns = new LinkedHashMap<>();
    StrictJson.object(name, line)
        .properties()
        .forEach(field -> columns.put(field.getKey(), kind(field.getValue())));
    return columns;
  }

  static PromptRow read(long promptId, String source, byte[] line, PromptColumn column) {
    ObjectNode object;
    try {
      object = StrictJson.object(PromptRow.name(promptId, source), line);
    } catch (StratalensException e) {
      return new PromptRow(promptId, source, null, null, e.getMessage());
    }
    JsonNode value = object.get(column.name());
    if (value == null) {
      return PromptRow.refused(
          promptId,
          source,
          "it has no %s among its fields: %s",
          column.name(),
          String.join(", ", columns(source, line).keySet()));
    }
    if (value.isNull()) {
      return PromptRow.refused(promptId, source, "its %s is null", column.name());
    }
    if (kind(value) != column.kind()) {
      return PromptRow.refused(
          promptId,
          source,
          "its %s is not %s: %s",
          column.name(),
          column.kind() == Kind.TEXT ? "a string" : "a list of whole numbers",
          value.getNodeType());
    }
    return column.kind() == Kind.TEXT
        ? PromptRow.ofText(promptId, source, value.textValue())
        : PromptRow.ofIds(promptId, source, ids(value));
  }

  private static List<Long> ids(JsonNode values) {
    List<Long> ids = new ArrayList<>(values.size());
    values.forEach(value -> ids.add(value.canConvertToLong() ? value.longValue() : Long.MAX_VALUE));
    return ids;
  }

  private static Kind kind(JsonNode value) {
    if (value.isTextual() || value.isNull()) {
      return Kind.TEXT;
    }
    boolean ids = value.isArray();
    for (JsonNode element : value) {
      ids &= element.isIntegralNumber();
    }
    return ids ? Kind.TOKEN_IDS : Kind.OTHER;
  }
}
