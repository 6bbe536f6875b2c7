package io.stratalens.udfs.vector;

import io.stratalens.udfs.error.StratalensException;

/** What is said of vectors that do not go together. */
public final class Widths {
  private Widths() {}

  /**
   * The refusal of two vectors of different widths.
   *
   * @param work what cannot be done with them
   * @param kind of the first one: its dtype, or the type of its array
   */
  public static StratalensException refusal(
      String work, int width, String kind, int otherWidth, String otherKind) {
    return StratalensException.invalid(
        "Cannot %s because their widths differ: %d values of %s and %d values of %s. Give vectors"
            + " of one model, each with its own dtype.",
        work, width, kind, otherWidth, otherKind);
  }
}
