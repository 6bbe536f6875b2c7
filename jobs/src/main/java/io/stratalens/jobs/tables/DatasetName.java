package io.stratalens.jobs.tables;

import io.stratalens.udfs.error.StratalensException;
import java.util.regex.Pattern;

/** What plans and data sets may be called: their names stand in tables, file names and keys. */
public final class DatasetName {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private DatasetName() {}

  /** The name itself; refused when it is of another form. */
  public static String checked(String what, String name) {
    if (!FORM.matcher(name).matches()) {
      throw StratalensException.invalid(
          "Cannot use the name of %s because it is not 1 to 100 letters, digits, dots, dashes and"
              + " underscores beginning with a letter or digit: '%s'. Choose another name.",
          what, name);
    }
    return name;
  }
}
