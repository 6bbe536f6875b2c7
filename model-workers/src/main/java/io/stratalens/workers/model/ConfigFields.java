package io.stratalens.workers.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.input.InputFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a JSON object by name and type; every refusal names the source, the field and the
 * value. A field that is null counts as absent unless asked for with {@link #mentions}.
 *
 * @param source the file, or what else the object is called
 * @param prefix what comes before a field's name where the object is part of another
 */
record ConfigFields(Object source, String prefix, ObjectNode node) {
  private static final String REMEDY = "Correct config.json or use another checkpoint.";

  boolean mentions(String name) {
    return node.has(name);
  }

  Optional<JsonNode> value(String name) {
    return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
  }

  /** A whole number from 1 to {@code most}; refused when absent. */
  int count(String name, int most) {
    return optionalCount(name, most).orElseThrow(() -> missing(name));
  }

  Optional<Integer> optionalCount(String name, int most) {
    return value(name)
        .map(
            value -> {
              if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw refused(name, "is not a whole number from 1 to " + most, value);
              }
              if (value.intValue() < 1 || value.intValue() > most) {
                throw refused(name, "is not from 1 to " + most, value);
              }
              return value.intValue();
            });
  }

  Optional<Double> number(String name) {
    return value(name)
        .map(
            value -> {
              if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
                throw refused(name, "is not a finite number", value);
              }
              return value.doubleValue();
            });
  }

  double requiredNumber(String name) {
    return number(name).orElseThrow(() -> missing(name));
  }

  /** True or false; false when absent. */
  boolean flag(String name) {
    return value(name)
        .map(
            value -> {
              if (!value.isBoolean()) {
                throw refused(name, "is neither true nor false", value);
              }
              return value.booleanValue();
            })
        .orElse(false);
  }

  Optional<String> text(String name) {
    return value(name)
        .map(
            value -> {
              if (!value.isTextual()) {
                throw refused(name, "is not a string", value);
              }
              return value.textValue();
            });
  }

  Optional<List<String>> texts(String name) {
    return value(name)
        .map(
            value -> {
              List<String> texts = new ArrayList<>();
              value.forEach(element -> texts.add(element.textValue()));
              if (!value.isArray() || texts.contains(null)) {
                throw refused(name, "is not a list of strings", value);
              }
              return texts;
            });
  }

  /** Whole numbers, none negative, written as one or as a list. */
  Optional<List<Long>> ids(String name) {
    return value(name)
        .map(
            value -> {
              List<Long> ids = new ArrayList<>();
              for (JsonNode id : value.isArray() ? value : List.of(value)) {
                if (!id.isIntegralNumber() || !id.canConvertToLong() || id.longValue() < 0) {
                  throw refused(name, "is neither a token id nor a list of them", value);
                }
                ids.add(id.longValue());
              }
              return List.copyOf(ids);
            });
  }

  Optional<ConfigFields> object(String name) {
    return value(name)
        .map(
            value -> {
              if (value instanceof ObjectNode object) {
                return new ConfigFields(source, prefix + name + ".", object);
              }
              throw refused(name, "is not an object", value);
            });
  }

  StratalensException missing(String name) {
    return InputFile.refused(source, REMEDY, "a field is missing: %s", prefix + name);
  }

  StratalensException refused(String name, String reason, Object value) {
    return InputFile.refused(
        source, REMEDY, "%s %s: %s", prefix + name, reason, String.valueOf(value));
  }
}
