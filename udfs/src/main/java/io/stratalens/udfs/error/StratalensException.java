package io.stratalens.udfs.error;

import java.util.Locale;

/**
 * An error whose message is meant for the user: the problem, its cause, the value at fault and the
 * remedy, in one sentence of the form "Cannot X because Y: value".
 */
public final class StratalensException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCategory category;

  private StratalensException(ErrorCategory category, String message, Throwable cause) {
    super(message, cause);
    this.category = category;
  }

  /** A refused request or input; {@code format} and {@code arguments} as in String.format. */
  public static StratalensException invalid(String format, Object... arguments) {
    return new StratalensException(ErrorCategory.INVALID_INPUT, text(format, arguments), null);
  }

  /** A refused request or input with the exception that told of it. */
  public static StratalensException invalid(Throwable cause, String format, Object... arguments) {
    return new StratalensException(ErrorCategory.INVALID_INPUT, text(format, arguments), cause);
  }

  /** Work that failed for no fault of the request. */
  public static StratalensException failed(Throwable cause, String format, Object... arguments) {
    return new StratalensException(ErrorCategory.FAILED, text(format, arguments), cause);
  }

  /** The same error in the words of another user: who calls a procedure knows no options. */
  public StratalensException saying(String message) {
    return new StratalensException(category, message, getCause());
  }

  /** Whose error it is. */
  public ErrorCategory category() {
    return category;
  }

  private static String text(String format, Object... arguments) {
    return arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
  }
}
