package io.stratalens.jobs.tables;

import io.stratalens.udfs.error.StratalensException;
import java.util.regex.Pattern;

/** The form of names that stand in folder names, keys and transaction ids. */
final class NameForm {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private NameForm() {}

  /**
   * The name itself; refused when it is of another form.
   *
   * @param what what it names, in the refusal
   * @param other what the refusal says to choose another one of
   */
  static String checked(String what, String name, String other) {
    if (!FORM.matcher(name).matches()) {
      throw StratalensException.invalid(
          "Cannot use %s because it is not 1 to 100 letters, digits, dots, dashes and underscores"
              + " beginning with a letter or digit: '%s'. Choose another %s.",
          what, name, other);
    }
    return name;
  }
}
