package io.stratalens.workers.labels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.workers.input.InputFile;
import io.stratalens.workers.input.StrictJson;

/**
 * A record of a model-written evaluation.
 *
 * @param question what the prompt asks
 * @param matching the answer that matches the behaviour
 * @param other the answer that does not
 */
record DatasetRecord(String question, String matching, String other) {
  static final String REMEDY = "Correct the row, leave it out, or skip bad rows.";

  /** Reads a row; refused by its name when one of the three is missing or not one text. */
  static DatasetRecord read(DatasetLine line) {
    ObjectNode object = StrictJson.object(line.name(), line.json());
    return new DatasetRecord(
        text(line, object, DatasetFields.QUESTION),
        text(line, object, DatasetFields.MATCHING),
        text(line, object, DatasetFields.OTHER));
  }

  private static String text(DatasetLine line, ObjectNode object, String field) {
    JsonNode value = object.get(field);
    if (value == null) {
      throw InputFile.refused(line.name(), REMEDY, "it has no field %s", field);
    }
    if (value.isArray()) {
      throw InputFile.refused(
          line.name(),
          REMEDY,
          "its %s is a list and not one answer: %d answers",
          field,
          value.size());
    }
    if (!value.isTextual()) {
      throw InputFile.refused(
          line.name(), REMEDY, "its %s is not a text: %s", field, value.toString());
    }
    if (value.textValue().isEmpty()) {
      throw InputFile.refused(line.name(), REMEDY, "its %s is empty", field);
    }
    return value.textValue();
  }
}
