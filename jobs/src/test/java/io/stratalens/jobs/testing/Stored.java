package io.stratalens.jobs.testing;

import static org.apache.spark.sql.functions.col;

import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.jobs.warehouse.CommittedViews;
import io.stratalens.jobs.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a warehouse holds. */
public final class Stored {
  private Stored() {}

  /** A run's rows as users see them. */
  public static List<Row> rows(Path warehouse, TableDefinition table, String runId) {
    return of(new CommittedViews(new Warehouse(warehouse)).view(TestSpark.session(), table), runId);
  }

  /** A run's rows as they lie in the table, committed chunks or not. */
  public static List<Row> allRows(Path warehouse, TableDefinition table, String runId) {
    return of(table(warehouse, table), runId);
  }

  /**
   * Every value of every row but the run's id and some columns, bit for bit, sorted.
   *
   * @param without columns that no two runs agree in
   */
  public static List<String> contents(
      Path warehouse, TableDefinition table, String runId, String... without) {
    List<String> left = List.of(without);
    return allRows(warehouse, table, runId).stream()
        .map(
            row ->
                IntStream.range(1, row.size())
                    .filter(i -> !left.contains(row.schema().fieldNames()[i]))
                    .mapToObj(i -> row.get(i) instanceof byte[] b ? Arrays.toString(b) : row.get(i))
                    .map(String::valueOf)
                    .collect(Collectors.joining("|")))
        .sorted()
        .toList();
  }

  /** The data files that hold a run's rows, by name. */
  public static List<String> files(Path warehouse, TableDefinition table, String runId) {
    return table(warehouse, table)
        .filter(col("run_id").equalTo(runId))
        .selectExpr("regexp_extract(input_file_name(), '[^/]+$', 0) AS file")
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /** Every file of the warehouse with its size: equal when nothing was written. */
  public static Map<String, Long> everything(Path warehouse) {
    try (Stream<Path> files = Files.walk(warehouse)) {
      Map<String, Long> sizes = new TreeMap<>();
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        sizes.put(warehouse.relativize(file).toString(), Files.size(file));
      }
      return sizes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dataset<Row> table(Path warehouse, TableDefinition table) {
    return TestSpark.session()
        .read()
        .format("delta")
        .load("file:" + warehouse.resolve(table.name()));
  }

  private static List<Row> of(Dataset<Row> rows, String runId) {
    return rows.filter(col("run_id").equalTo(runId)).collectAsList();
  }
}
