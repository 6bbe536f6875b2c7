package io.stratalens.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The columns of {@code prompts} that a report reads, by place. */
final class ReportPromptRows {
  private ReportPromptRows() {}

  /** Prompts with what was generated from them, if anything was. */
  static Dataset<Row> ordered(Dataset<Row> prompts, Dataset<Row> generations) {
    Dataset<Row> more =
        generations.select(
            col("prompt_id"), col("token_ids").as("more_ids"), col("tokens").as("more_tokens"));
    return prompts
        .join(more, new String[] {"prompt_id"}, "left")
        .orderBy("prompt_id")
        .select(
            col("prompt_id").cast("string"),
            col("text"),
            expr("concat(token_ids, coalesce(more_ids, array()))").cast("array<int>"),
            expr("concat(tokens, coalesce(more_tokens, array()))"),
            expr("coalesce(size(more_ids), 0)"));
  }

  static String promptId(Row row) {
    return row.getString(0);
  }

  /** The prompt; one that came as token ids has no text, so its tokens stand for it. */
  static ReportPrompt prompt(Row row) {
    List<String> tokens = row.getList(3);
    String text = row.isNullAt(1) ? String.join("", tokens) : row.getString(1);
    return new ReportPrompt(promptId(row), text, tokens, Math.max(0, row.getInt(4)));
  }

  /** The prompt's token strings by id. */
  static Map<Integer, String> names(Row row) {
    List<Integer> ids = row.getList(2);
    List<String> tokens = row.getList(3);
    Map<Integer, String> names = new HashMap<>();
    for (int i = 0; i < Math.min(ids.size(), tokens.size()); i++) {
      names.put(ids.get(i), tokens.get(i));
    }
    return names;
  }
}
