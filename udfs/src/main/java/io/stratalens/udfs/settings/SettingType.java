package io.stratalens.udfs.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a setting's text means; times and sizes as Spark writes them.
 *
 * @param name in a sentence's words, with its article
 * @param example a text of the type
 * @param parser throws IllegalArgumentException or ArithmeticException on any other text
 */
public record SettingType<T>(String name, String example, Function<String, T> parser) {
  /** A time; a bare number is milliseconds. */
  public static final SettingType<Duration> TIME =
      new SettingType<>("a time", "600s", SettingType::time);

  /** Bytes; a bare number is bytes. */
  public static final SettingType<Long> SIZE =
      new SettingType<>("a size", "256m", SettingType::size);

  /** A whole number. */
  public static final SettingType<Integer> NUMBER =
      new SettingType<>("a whole number", "3", Integer::valueOf);

  /** Yes or no. */
  public static final SettingType<Boolean> FLAG =
      new SettingType<>("true or false", "true", SettingType::flag);

  /** Any text. */
  public static final SettingType<String> TEXT = new SettingType<>("a text", "text", text -> text);

  private static final Pattern QUANTITY = Pattern.compile("(\\d+)\\s*([a-z]*)");
  private static final Map<String, Duration> TIMES =
      Map.of(
          "us", Duration.ofNanos(1000),
          "", Duration.ofMillis(1),
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "min", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  /** One of these words. */
  public static SettingType<String> oneOf(String... words) {
    List<String> allowed = List.copyOf(Arrays.asList(words));
    return new SettingType<>(
        "one of " + String.join(", ", allowed),
        allowed.get(0),
        text -> {
          if (!allowed.contains(text)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  private static Duration time(String text) {
    Matcher quantity = quantity(text);
    Duration unit = TIMES.get(quantity.group(2));
    if (unit == null) {
      throw new IllegalArgumentException(text);
    }
    return unit.multipliedBy(Long.parseLong(quantity.group(1)));
  }

  private static long size(String text) {
    Matcher quantity = quantity(text);
    String unit = quantity.group(2).replaceFirst("(?<=.)b$", "");
    int power = unit.isEmpty() ? 0 : "bkmgtp".indexOf(unit);
    if (power < 0 || unit.length() > 1) {
      throw new IllegalArgumentException(text);
    }
    return Math.multiplyExact(Long.parseLong(quantity.group(1)), 1L << (10 * power));
  }

  private static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Matcher quantity(String text) {
    Matcher quantity = QUANTITY.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!quantity.matches()) {
      throw new IllegalArgumentException(text);
    }
    return quantity;
  }
}
