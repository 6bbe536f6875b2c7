package io.stratalens.jobs.sweep;

import io.stratalens.udfs.error.StratalensException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The date that a scheduled sweep is for, which need not be the one on which it runs.
 *
 * @param text such as {@code 2026-11-28} or {@code 2026-11-28T0600}
 */
public record LogicalDate(String text) {
  /** The day on which a sweep starts. */
  static final String TODAY = "today";

  /** What stands for the date in a plan's paths. */
  static final String MARK = "{date}";

  private static final Pattern FORM = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:T(\\d{4}))?");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmm", Locale.ROOT);

  /** Refuses what is no date. */
  public LogicalDate {
    Matcher matcher = FORM.matcher(text);
    try {
      if (!matcher.matches()) {
        throw new DateTimeException("it has another form");
      }
      LocalDate.parse(matcher.group(1));
      if (matcher.group(2) != null) {
        LocalTime.parse(matcher.group(2), TIME);
      }
    } catch (DateTimeException e) {
      throw StratalensException.invalid(
          e,
          "Cannot use --logical-date because it is no date: '%s'. Give one such as 2026-11-28 or"
              + " 2026-11-28T0600, or today.",
          text);
    }
  }

  /** The date of a text, or of the day in UTC where it is {@code today}. */
  public static LogicalDate of(String text, Clock clock) {
    return new LogicalDate(
        text.equals(TODAY) ? LocalDate.now(clock.withZone(ZoneOffset.UTC)).toString() : text);
  }

  /** A plan's name with the date behind it, within the length that runs' ids have room for. */
  String behind(String name) {
    int room = SweepSpec.LONGEST_NAME - text.length() - 1;
    return name.substring(0, Math.min(room, name.length())) + "-" + text;
  }

  /** A plan's path with the date in it. */
  String in(String path) {
    return path.replace(MARK, text);
  }
}
