package io.stratalens.workers.input;

import io.stratalens.udfs.error.StratalensException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Refusals of what a user's file holds: one line each, whatever bytes the file is made of. */
public final class InputFile {
  private static final int LONGEST_SHOWN = 160;

  private InputFile() {}

  /**
   * "Cannot read SOURCE because REASON. REMEDY", as invalid input.
   *
   * @param source the file, or whatever else the input is called
   * @param remedy what to do about it, a sentence with its full stop
   * @param reason a format in the sense of String.format, ending with the value at fault
   * @param values its arguments; strings may hold anything and are shortened and cleaned
   */
  public static StratalensException refused(
      Object source, String remedy, String reason, Object... values) {
    Object[] shown =
        Arrays.stream(values)
            .map(value -> value instanceof String text ? shown(text) : value)
            .toArray();
    return StratalensException.invalid(
        "Cannot read %s because %s. %s", source, String.format(Locale.ROOT, reason, shown), remedy);
  }

  /** The error for a file that the system would not read: invalid input unless the disk failed. */
  public static StratalensException unreadable(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return StratalensException.invalid(
          cause, "Cannot read %s because there is no such file. Correct the path.", file);
    }
    if (cause instanceof AccessDeniedException) {
      return StratalensException.invalid(
          cause, "Cannot read %s because access is denied. Give this user the right to it.", file);
    }
    return StratalensException.failed(
        cause, "Cannot read %s because the system failed to: %s", file, cause);
  }

  /** Text of unknown origin, fit for one line of a message. */
  public static String shown(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(LONGEST_SHOWN)
        .forEach(point -> line.appendCodePoint(printable(point) ? point : '\uFFFD'));
    return text.codePointCount(0, text.length()) > LONGEST_SHOWN ? line + "..." : line.toString();
  }

  private static boolean printable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
