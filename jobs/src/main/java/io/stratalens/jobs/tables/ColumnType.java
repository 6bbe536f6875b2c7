package io.stratalens.jobs.tables;

/** The types of the tables' columns. Array elements and map values may be NULL. */
public enum ColumnType {
  INT("INT"),
  BIGINT("BIGINT"),
  FLOAT("FLOAT"),
  DOUBLE("DOUBLE"),
  BOOLEAN("BOOLEAN"),
  STRING("STRING"),
  BINARY("BINARY"),
  /** An instant, to the microsecond. */
  TIMESTAMP("TIMESTAMP"),
  INT_ARRAY("ARRAY<INT>"),
  FLOAT_ARRAY("ARRAY<FLOAT>"),
  STRING_ARRAY("ARRAY<STRING>"),
  COUNTS("MAP<STRING,BIGINT>");

  private final String sql;

  ColumnType(String sql) {
    this.sql = sql;
  }

  /** The name in SQL, such as {@code ARRAY<INT>}. */
  public String sql() {
    return sql;
  }
}
