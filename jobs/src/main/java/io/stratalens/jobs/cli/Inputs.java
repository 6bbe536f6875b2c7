package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.Addresses;
import io.stratalens.udfs.settings.SettingType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Refuses inputs that are not there, before anything is started. */
final class Inputs {
  private Inputs() {}

  /** A file that must exist; {@code what} names it in the refusal. */
  static Path file(String what, Path file) {
    Addresses.withoutPassword(file.toString());
    if (!Files.isRegularFile(file)) {
      throw StratalensException.invalid(
          "Cannot read the %s because there is no such file: %s. Give an existing file.",
          what, file);
    }
    return file;
  }

  /** A folder for pictures, which need not be there yet. */
  static Path pictures(Path folder) {
    if (Files.isRegularFile(folder)) {
      throw StratalensException.invalid(
          "Cannot write the pictures because a file has the folder's name: %s. Give a folder.",
          folder);
    }
    return folder;
  }

  /** A number within its bounds; {@code option} names it in the refusal. */
  static int within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw StratalensException.invalid(
          "Cannot use %s because it is not within %d to %d: %d.", option, least, most, value);
    }
    return value;
  }

  /** A number that may be left out, null, within its bounds; {@code option} names it. */
  static OptionalInt optional(String option, Integer value, int least, int most) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(within(option, value, least, most));
  }

  /** A text that says something; {@code option} names it in the refusal. */
  static String filled(String option, String value) {
    if (value.isBlank()) {
      throw StratalensException.invalid(
          "Cannot use %s because it is empty: '%s'. Leave it out or give it a value.",
          option, value);
    }
    return value.strip();
  }

  /**
   * Bytes in Spark's way of writing them: a whole number and k, m, g or t for powers of 1024.
   *
   * @param option named in the refusal
   */
  static long size(String option, String value) {
    try {
      long bytes = SettingType.SIZE.parser().apply(value);
      if (bytes > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw noSize(option, value);
    }
    throw noSize(option, value);
  }

  private static StratalensException noSize(String option, String value) {
    return StratalensException.invalid(
        "Cannot use %s because it is no size: '%s'. Give a whole number of bytes, or one with k, m,"
            + " g or t, such as 80g.",
        option, value);
  }
}
