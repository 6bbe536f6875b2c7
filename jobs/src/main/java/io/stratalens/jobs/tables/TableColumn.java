package io.stratalens.jobs.tables;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * A column of a table.
 *
 * @param comment what a value means and its unit, as TABLES.md has it
 */
public record TableColumn(String name, ColumnType type, boolean nullable, String comment)
    implements Serializable {
  public TableColumn {
    requireNonNull(type, "type");
    if (name.isBlank() || comment.isBlank()) {
      throw new IllegalArgumentException("A column needs a name and a comment: " + name);
    }
  }

  /** A column that always has a value. */
  static TableColumn required(String name, ColumnType type, String comment) {
    return new TableColumn(name, type, false, comment);
  }

  /** A column that may be NULL; TABLES.md says what NULL means. */
  static TableColumn optional(String name, ColumnType type, String comment) {
    return new TableColumn(name, type, true, comment);
  }
}
