package io.stratalens.udfs.sql;

import io.stratalens.udfs.statistics.RunningLine;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code slope}. */
public record SlopeFunction(String name, Arguments arguments)
    implements Bound, AggregateFunction<RunningLine, Double> {
  @Override
  public DataType resultType() {
    return DataTypes.DoubleType;
  }

  @Override
  public RunningLine newAggregationState() {
    return new RunningLine();
  }

  @Override
  public RunningLine update(RunningLine state, InternalRow row) {
    if (!row.isNullAt(0) && !row.isNullAt(1)) {
      state.add(row.getDouble(0), row.getDouble(1));
    }
    return state;
  }

  @Override
  public RunningLine merge(RunningLine state, RunningLine part) {
    state.merge(part);
    return state;
  }

  @Override
  public Double produceResult(RunningLine state) {
    return Bound.orNull(state.slope());
  }
}
