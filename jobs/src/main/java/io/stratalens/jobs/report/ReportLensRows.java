package io.stratalens.jobs.report;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The columns of {@code lens} that a report reads, by place. */
final class ReportLensRows {
  private ReportLensRows() {}

  /** Rows prompt by prompt, in the order of the prompts, and the rows of one cell together. */
  static Dataset<Row> ordered(Dataset<Row> lens) {
    return lens.orderBy("prompt_id", "site", "layer", "position", "target_id")
        .select(
            col("prompt_id").cast("string"),
            col("layer").cast("int"),
            col("site"),
            col("position").cast("int"),
            col("token_id").cast("int"),
            col("top_ids").cast("array<int>"),
            col("top_tokens"),
            col("top_probs").cast("array<double>"),
            col("entropy").cast("double"),
            col("target_id").cast("int"),
            col("target_rank").cast("bigint"),
            col("target_logprob").cast("double"),
            col("kl_to_final").cast("double"));
  }

  static String promptId(Row row) {
    return row.getString(0);
  }

  static List<Integer> topIds(Row row) {
    return row.getList(5);
  }

  static List<String> topTokens(Row row) {
    return row.getList(6);
  }

  /** Whether two rows tell of one cell and differ in their target only. */
  static boolean sameCell(Row one, Row other) {
    return one.getInt(1) == other.getInt(1)
        && one.getInt(3) == other.getInt(3)
        && one.getString(2).equals(other.getString(2));
  }

  /** The cell that these rows tell of, one row per target; target strings come from the names. */
  static LensCell cell(List<Row> rows, Map<Integer, String> names) {
    Row row = rows.get(0);
    return new LensCell(
        row.getInt(1),
        row.getString(2),
        row.getInt(3),
        row.getInt(4),
        topIds(row),
        topTokens(row),
        row.getList(7),
        row.getDouble(8),
        rows.stream().filter(each -> !each.isNullAt(9)).map(each -> target(each, names)).toList(),
        row.isNullAt(12) ? null : row.getDouble(12));
  }

  private static LensTarget target(Row row, Map<Integer, String> names) {
    int id = row.getInt(9);
    return new LensTarget(id, names.get(id), row.getLong(10), row.getDouble(11));
  }
}
