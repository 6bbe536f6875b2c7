package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses inputs that are not there, before anything is started. */
final class Inputs {
  private Inputs() {}

  /** A folder that looks like a Hugging Face checkpoint. */
  static Path model(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw StratalensException.invalid(
          "Cannot read the model because there is no such folder: %s. Give the folder of a Hugging"
              + " Face checkpoint.",
          folder);
    }
    if (!Files.isRegularFile(folder.resolve("config.json"))) {
      throw StratalensException.invalid(
          "Cannot read the model because the folder has no config.json: %s. Give the folder of a"
              + " Hugging Face checkpoint.",
          folder);
    }
    return folder;
  }

  /** A file that must exist; {@code what} names it in the refusal. */
  static Path file(String what, Path file) {
    if (!Files.isRegularFile(file)) {
      throw StratalensException.invalid(
          "Cannot read the %s because there is no such file: %s. Give an existing file.",
          what, file);
    }
    return file;
  }

  /** A number within its bounds; {@code option} names it in the refusal. */
  static int within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw StratalensException.invalid(
          "Cannot use %s because it is not within %d to %d: %d.", option, least, most, value);
    }
    return value;
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
}
