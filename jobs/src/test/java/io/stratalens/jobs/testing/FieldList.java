package io.stratalens.jobs.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields that a kind of document may have: a line each with its path, its type and, where they
 * are few, its values; {@code !} before those that must be there, {@code *} for any name.
 */
public final class FieldList {
  private record Field(String type, boolean required, Set<String> values) {}

  private final Map<String, Field> fields = new HashMap<>();

  private FieldList() {}

  /** Reads a list; lines that begin with a number sign say something about it. */
  public static FieldList read(Path file) throws IOException {
    FieldList list = new FieldList();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#")) {
        String[] words = line.split(" ", -1);
        list.fields.put(
            words[0].replaceFirst("^!", ""),
            new Field(
                words[1],
                words[0].startsWith("!"),
                words.length < 3 ? Set.of() : new TreeSet<>(List.of(words[2].split("\\|", -1)))));
      }
    }
    return list;
  }

  /** What is wrong with the part of a document that has this path. */
  public List<String> problems(String path, JsonNode value) {
    List<String> problems = new ArrayList<>();
    check(path, value, problems);
    return problems;
  }

  private void check(String path, JsonNode value, List<String> problems) {
    Field field = fields.get(path);
    if (field == null) {
      problems.add(path + " is unknown");
    } else if (!is(value, field.type())) {
      problems.add(path + " is no " + field.type());
    } else if (!field.values().isEmpty() && !field.values().contains(value.asText())) {
      problems.add(path + " is none of " + String.join("|", field.values()));
    } else if (value.isArray()) {
      value.forEach(element -> check(path + "[]", element, problems));
    } else if (value.isObject()) {
      object(path, value, problems);
    }
  }

  private void object(String path, JsonNode value, List<String> problems) {
    boolean anyName = fields.containsKey(path + ".*");
    value
        .fields()
        .forEachRemaining(
            entry ->
                check(path + "." + (anyName ? "*" : entry.getKey()), entry.getValue(), problems));
    fields.forEach(
        (name, field) -> {
          if (field.required()
              && name.matches("\\Q" + path + "\\E\\.[^.\\[*]+")
              && !value.has(name.substring(path.length() + 1))) {
            problems.add(name + " is missing");
          }
        });
  }

  private static boolean is(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      default -> true;
    };
  }
}
