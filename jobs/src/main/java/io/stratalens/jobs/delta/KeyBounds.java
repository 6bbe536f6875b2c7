package io.stratalens.jobs.delta;

import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.statistics.DataFileStatistics;
import io.stratalens.jobs.tables.ColumnType;
import io.stratalens.jobs.tables.TableColumn;
import io.stratalens.jobs.tables.TableDefinition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.Binary;

/** The bounds and NULL counts of a file's keys in Delta's words, from what Parquet counted. */
final class KeyBounds {
  private final Map<Column, Literal> least = new HashMap<>();
  private final Map<Column, Literal> most = new HashMap<>();
  private final Map<Column, Long> nulls = new HashMap<>();

  private KeyBounds() {}

  static DataFileStatistics of(TableDefinition table, ParquetMetadata footer) {
    KeyBounds bounds = new KeyBounds();
    for (TableColumn column : table.columns()) {
      if (table.statistics().contains(column.name())) {
        merged(footer, column.name()).ifPresent(found -> bounds.add(column, found));
      }
    }
    long rows = footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum();
    return new DataFileStatistics(rows, bounds.least, bounds.most, bounds.nulls, Optional.empty());
  }

  private void add(TableColumn column, Statistics<?> found) {
    Column name = new Column(column.name());
    nulls.put(name, found.getNumNulls());
    if (found.hasNonNullValue() && ordered(found.genericGetMin(), found.genericGetMax())) {
      least.put(name, literal(column.type(), found.genericGetMin()));
      most.put(name, literal(column.type(), found.genericGetMax()));
    }
  }

  /** NaN is no bound: a file that holds one is read whatever is looked for. */
  private static boolean ordered(Object... bounds) {
    return Arrays.stream(bounds)
        .noneMatch(
            bound ->
                bound instanceof Double number && number.isNaN()
                    || bound instanceof Float small && small.isNaN());
  }

  /** Over all row groups; empty where one of them has none. */
  private static Optional<Statistics<?>> merged(ParquetMetadata footer, String column) {
    List<Statistics<?>> all =
        footer.getBlocks().stream()
            .flatMap(block -> block.getColumns().stream())
            .filter(chunk -> chunk.getPath().toDotString().equals(column))
            .<Statistics<?>>map(ColumnChunkMetaData::getStatistics)
            .toList();
    if (all.isEmpty() || all.stream().anyMatch(KeyBounds::unknown)) {
      return Optional.empty();
    }
    Statistics<?> merged = all.get(0).copy();
    all.stream().skip(1).forEach(merged::mergeStatistics);
    return Optional.of(merged);
  }

  private static boolean unknown(Statistics<?> statistics) {
    return statistics == null || statistics.isEmpty() || !statistics.isNumNullsSet();
  }

  private static Literal literal(ColumnType type, Object value) {
    return switch (type) {
      case INT -> Literal.ofInt((Integer) value);
      case BIGINT -> Literal.ofLong((Long) value);
      case FLOAT -> Literal.ofFloat((Float) value);
      case DOUBLE -> Literal.ofDouble((Double) value);
      case STRING -> Literal.ofString(((Binary) value).toStringUsingUTF8());
      case BOOLEAN, BINARY, TIMESTAMP, INT_ARRAY, FLOAT_ARRAY, STRING_ARRAY, COUNTS ->
          throw new IllegalArgumentException("No key is of this type: " + type);
    };
  }
}
