package io.stratalens.jobs.tables;

/** What plans and data sets may be called: their names stand in tables, file names and keys. */
public final class DatasetName {
  private DatasetName() {}

  /** The name itself; refused when it is of another form. */
  public static String checked(String what, String name) {
    return NameForm.checked("the name of " + what, name, "name");
  }
}
