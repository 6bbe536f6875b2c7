package io.stratalens.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.udfs.error.NearestName;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.input.InputFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The fields of one object of a plan by name and type. An absent field has its default; null is no
 * value.
 *
 * @param source how refusals name the object
 */
record PlanFields(String source, ObjectNode node) {
  private static final String REMEDY = "Correct the plan.";

  /** Refuses a field that is not known, naming the nearest one that is. */
  static PlanFields of(String source, ObjectNode node, Set<String> known) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw InputFile.refused(
                    source,
                    "The nearest one that exists is "
                        + NearestName.of(name, known).orElseThrow()
                        + ".",
                    "it has an unknown field: %s",
                    name);
              }
            });
    return new PlanFields(source, node);
  }

  boolean has(String name) {
    return node.has(name);
  }

  String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> InputFile.refused(source, REMEDY, "it lacks the field %s", name));
  }

  String text(String name, String otherwise) {
    return optionalText(name).orElse(otherwise);
  }

  private Optional<String> optionalText(String name) {
    return Optional.ofNullable(node.get(name))
        .map(
            value -> {
              if (!value.isTextual() || value.textValue().isEmpty()) {
                throw refused(name, "is not a text", value);
              }
              return value.textValue();
            });
  }

  /** Texts of a list, or a single one. */
  List<String> texts(String name, String otherwise) {
    JsonNode value = node.get(name);
    if (value == null || !value.isArray()) {
      return List.of(text(name, otherwise));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw refused(name, "has an element that is not a text", element);
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  List<Double> numbers(String name, List<Double> otherwise) {
    JsonNode value = node.get(name);
    if (value == null) {
      return otherwise;
    }
    List<Double> numbers = new ArrayList<>();
    for (JsonNode element : list(name)) {
      if (!element.isNumber()) {
        throw refused(name, "has an element that is not a number", element);
      }
      numbers.add(element.doubleValue());
    }
    return numbers;
  }

  double number(String name, double otherwise) {
    JsonNode value = node.get(name);
    if (value != null && !value.isNumber()) {
      throw refused(name, "is not a number", value);
    }
    return value == null ? otherwise : value.doubleValue();
  }

  long whole(String name, long otherwise, long least, long most) {
    JsonNode value = node.get(name);
    if (value != null && !isWhole(value, least, most)) {
      throw refused(name, "is not a whole number from %d to %d".formatted(least, most), value);
    }
    return value == null ? otherwise : value.longValue();
  }

  /** A text as it is; one whole number, or a list of them between commas, as such a text. */
  String wholes(String name, String otherwise, long least, long most) {
    JsonNode value = node.get(name);
    if (value == null || value.isTextual()) {
      return text(name, otherwise);
    }
    List<String> wholes = new ArrayList<>();
    for (JsonNode one : value.isArray() ? value : List.of(value)) {
      if (!isWhole(one, least, most)) {
        throw refused(
            name,
            "is no text and not made of whole numbers from %d to %d".formatted(least, most),
            value);
      }
      wholes.add(one.asText());
    }
    return String.join(",", wholes);
  }

  private static boolean isWhole(JsonNode value, long least, long most) {
    return value.isIntegralNumber()
        && value.canConvertToLong()
        && value.longValue() >= least
        && value.longValue() <= most;
  }

  /** The objects of a list. */
  List<ObjectNode> objects(String name) {
    if (!has(name)) {
      throw InputFile.refused(source, REMEDY, "it lacks the field %s", name);
    }
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode element : list(name)) {
      if (!(element instanceof ObjectNode object)) {
        throw refused(name, "has an element that is not an object", element);
      }
      objects.add(object);
    }
    return objects;
  }

  /** What a parser makes of a value; its refusal is given the name of this object. */
  <T> T parsed(Function<String, T> parser, String value) {
    try {
      return parser.apply(value);
    } catch (StratalensException e) {
      if (e.getMessage().contains(source)) {
        throw e;
      }
      throw StratalensException.invalid(e, "Cannot read %s: %s", source, e.getMessage());
    }
  }

  StratalensException refused(String name, String reason, JsonNode value) {
    return InputFile.refused(source, REMEDY, "its field %s %s: %s", name, reason, value.toString());
  }

  private JsonNode list(String name) {
    JsonNode value = node.get(name);
    if (!value.isArray()) {
      throw refused(name, "is not a list", value);
    }
    return value;
  }
}
