package io.stratalens.udfs.error;

/** Who can mend an error, and with it the exit code of the command line. */
public enum ErrorCategory {
  /** The request or its input is wrong; the same call fails the same way until it is changed. */
  INVALID_INPUT(2),
  /** The work itself failed: a lost process, a full disk, an engine error. */
  FAILED(1);

  private final int exitCode;

  ErrorCategory(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of a command that ends with an error of this category. */
  public int exitCode() {
    return exitCode;
  }
}
