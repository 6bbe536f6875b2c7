package io.stratalens.udfs.error;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Values by the labels that people write. */
public final class Labels {
  private Labels() {}

  /**
   * The value of a label.
   *
   * @param given what was written
   * @param refusal how the refusal of any other text begins, up to "is not"
   */
  public static <T> T find(T[] values, Function<T, String> label, String given, String refusal) {
    return Arrays.stream(values)
        .filter(value -> label.apply(value).equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "%s one of %s: %s. Choose one.",
                    refusal,
                    Arrays.stream(values).map(label).collect(Collectors.joining(", ")),
                    given));
  }
}
