package io.stratalens.jobs.vectors;

import io.stratalens.jobs.tables.Tables;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.steering.LabelledPair;
import io.stratalens.udfs.vector.VectorType;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Pairs of rows of activations that come by prompt: 2i and 2i+1 are the two labels of pair i. */
final class StoredPairs implements Iterator<LabelledPair> {
  private final Iterator<Row> rows;
  private long next;

  StoredPairs(Iterator<Row> rows) {
    this.rows = rows;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public LabelledPair next() {
    float[] matching = vector();
    return new LabelledPair(matching, vector());
  }

  private float[] vector() {
    Row row = rows.hasNext() ? rows.next() : null;
    if (row == null || row.<Long>getAs(Tables.PROMPT_ID) != next) {
      throw StratalensException.failed(
          null,
          "Cannot compute a vector because its capture lacks or repeats the label of a prompt: %d",
          next);
    }
    next++;
    return VectorType.of(row.getAs("dtype")).decode(row.getAs("vector"));
  }
}
