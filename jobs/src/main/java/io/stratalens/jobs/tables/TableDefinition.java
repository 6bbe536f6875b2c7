package io.stratalens.jobs.tables;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table as data: everything that creating, writing and reading it needs to know.
 *
 * @param keys the columns that name a row
 * @param statistics the columns whose bounds stand in the table's log: keys only, so that no text
 *     of a prompt gets there
 * @param clustering at most four columns, each with statistics
 * @param properties further Delta table properties
 */
public record TableDefinition(
    String name,
    List<TableColumn> columns,
    List<String> keys,
    List<String> statistics,
    List<String> clustering,
    Map<String, String> properties)
    implements Serializable {
  private static final int MOST_CLUSTERING_COLUMNS = 4;

  public TableDefinition {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
    statistics = List.copyOf(statistics);
    clustering = List.copyOf(clustering);
    properties = Map.copyOf(properties);
    Set<String> names = columns.stream().map(TableColumn::name).collect(toUnmodifiableSet());
    require(names.size() == columns.size(), name, "names a column twice");
    require(!keys.isEmpty() && names.containsAll(keys), name, "has keys that are no columns");
    require(keys.containsAll(statistics), name, "has statistics on columns that are no keys");
    require(statistics.containsAll(clustering), name, "is clustered by what has no statistics");
    require(clustering.size() <= MOST_CLUSTERING_COLUMNS, name, "is clustered by too many columns");
  }

  /** A table with statistics on all of its keys and no further properties. */
  static TableDefinition of(
      String name, List<String> keys, List<String> clustering, TableColumn... columns) {
    return new TableDefinition(name, List.of(columns), keys, keys, clustering, Map.of());
  }

  /** The columns in SQL's words, as CREATE TABLE has them between its parentheses. */
  public String ddl() {
    return columns.stream()
        .map(
            column ->
                "`%s` %s%s"
                    .formatted(
                        column.name(), column.type().sql(), column.nullable() ? "" : " NOT NULL"))
        .collect(joining(", "));
  }

  /** Whether rows belong to a prompt of a run, and with it to one of the run's chunks. */
  public boolean perPrompt() {
    return keys.containsAll(List.of(Tables.RUN_ID, Tables.PROMPT_ID));
  }

  private static void require(boolean condition, String name, String complaint) {
    if (!condition) {
      throw new IllegalArgumentException("The definition of table " + name + " " + complaint);
    }
  }
}
