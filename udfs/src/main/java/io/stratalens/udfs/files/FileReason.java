package io.stratalens.udfs.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** What the system said of a file, fit for the middle of a sentence. */
public final class FileReason {
  private FileReason() {}

  /**
   * The reason of the innermost failure of a file among the causes, else the message of the
   * failure; without a full stop. Java tells of some failures by the file's name alone.
   */
  public static String of(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException file) {
        reason = told(file);
      }
    }
    return reason.replaceFirst("[.]$", "");
  }

  private static String told(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission is denied: " + failure.getMessage();
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no such file: " + failure.getMessage();
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "there is such a file already: " + failure.getMessage();
    }
    return String.valueOf(failure.getMessage());
  }
}
