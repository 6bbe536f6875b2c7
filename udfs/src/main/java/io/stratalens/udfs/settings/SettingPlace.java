package io.stratalens.udfs.settings;

/** Where a setting is given. */
public enum SettingPlace {
  /** A Spark setting of our own: conf files, {@code --conf}, spark-submit. */
  OURS("Settings of Stratalens"),
  /** A Spark setting of ours that Spark's network layer reads for the links between stages. */
  LINKS("Settings of the links between stages, which Spark's network layer reads"),
  /** A setting of Spark itself that this code looks at too. */
  SPARKS("Settings of Spark that Stratalens looks at"),
  /** A variable of the environment. */
  ENVIRONMENT("Environment variables"),
  /** A system property of the JVM. */
  PROPERTY("System properties of the JVM");

  private final String title;

  SettingPlace(String title) {
    this.title = title;
  }

  /** A heading for people. */
  public String title() {
    return title;
  }

  /** Whether the key begins with {@link Settings#PREFIX}, so that any other one is unknown. */
  boolean ours() {
    return this == OURS || this == LINKS;
  }
}
