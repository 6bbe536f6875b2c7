package io.stratalens.jobs.warehouse;

import static org.apache.spark.sql.functions.expr;

import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.jobs.tables.Tables;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The tables by their names, as users meet them: rows of a prompt are there once the prompt's chunk
 * is committed. A table that nobody has written yet is an empty view.
 */
public final class CommittedViews {
  private final Warehouse warehouse;

  public CommittedViews(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /** Makes a temporary view of every table in the session. */
  public void register(SparkSession spark) {
    for (TableDefinition table : Tables.all()) {
      view(spark, table).createOrReplaceTempView(table.name());
    }
  }

  /** The table's committed rows. */
  public Dataset<Row> view(SparkSession spark, TableDefinition table) {
    Dataset<Row> rows = read(spark, table);
    return table.perPrompt() ? committed(rows, read(spark, Tables.CHUNKS)) : rows;
  }

  private static Dataset<Row> committed(Dataset<Row> rows, Dataset<Row> chunks) {
    Dataset<Row> prompts =
        chunks.select(
            chunks.col(Tables.RUN_ID),
            expr("explode(sequence(first_prompt, first_prompt + prompts - 1))")
                .as(Tables.PROMPT_ID));
    Column samePrompt =
        rows.col(Tables.RUN_ID)
            .equalTo(prompts.col(Tables.RUN_ID))
            .and(rows.col(Tables.PROMPT_ID).equalTo(prompts.col(Tables.PROMPT_ID)));
    return rows.join(prompts, samePrompt, "left_semi");
  }

  private Dataset<Row> read(SparkSession spark, TableDefinition table) {
    if (!warehouse.has(table)) {
      return spark.createDataFrame(List.of(), StructType.fromDDL(table.ddl()));
    }
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    return spark.read().format("delta").load(warehouse.tables(hadoop).folder(table.name()));
  }
}
