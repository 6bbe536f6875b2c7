package io.stratalens.jobs.steering;

import io.stratalens.udfs.error.NearestName;
import io.stratalens.udfs.error.StratalensException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The keys and values of an intervention as text: {@code vector=mood,layer=4,amount=1.5}. */
final class SteeringText {
  static final String VECTOR = "vector";
  static final String METHOD = "method";
  static final String LAYER = "layer";
  static final String SITE = "site";
  static final String OPERATION = "operation";
  static final String AMOUNT = "amount";
  static final String POSITIONS = "positions";
  static final String PROMPTS = "prompts";

  private static final Set<String> KEYS =
      Set.of(VECTOR, METHOD, LAYER, SITE, OPERATION, AMOUNT, POSITIONS, PROMPTS);

  private final String text;
  private final Map<String, String> values = new LinkedHashMap<>();

  SteeringText(String text) {
    this.text = text;
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = part.substring(0, Math.max(0, equals)).strip();
      String value = part.substring(equals + 1).strip();
      if (!KEYS.contains(key)) {
        throw refused(
            "'%s' is no KEY=VALUE of %s; is it %s?"
                .formatted(
                    part,
                    String.join(", ", new TreeSet<>(KEYS)),
                    NearestName.of(key, KEYS).orElseThrow()));
      }
      if (value.isEmpty() || values.put(key, value) != null) {
        throw refused(key + (value.isEmpty() ? " is empty" : " is given twice"));
      }
    }
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  String required(String key) {
    return value(key).orElseThrow(() -> refused(key + " is missing"));
  }

  /** Several values of a key, which plus signs combine, since commas part the keys. */
  Optional<String> list(String key) {
    return value(key).map(value -> value.replace('+', ','));
  }

  double number(String key, double otherwise) {
    if (value(key).isEmpty()) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(values.get(key));
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number that is not finite is.
    }
    throw refused(key + " is no finite number");
  }

  List<Long> numbers(String key) {
    try {
      return list(key).stream()
          .flatMap(value -> List.of(value.split(",", -1)).stream())
          .map(Long::valueOf)
          .toList();
    } catch (NumberFormatException e) {
      throw refused(key + " are no numbers");
    }
  }

  StratalensException refused(String reason) {
    return StratalensException.invalid(
        "Cannot steer because %s: '%s'. Give --steer %s.", reason, text, SteeringOrder.HELP);
  }
}
