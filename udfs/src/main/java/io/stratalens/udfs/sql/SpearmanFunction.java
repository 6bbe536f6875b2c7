package io.stratalens.udfs.sql;

import io.stratalens.udfs.statistics.PointSeries;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code spearman}. */
public record SpearmanFunction(String name, Arguments arguments)
    implements Bound, AggregateFunction<PointSeries, Double> {
  @Override
  public DataType resultType() {
    return DataTypes.DoubleType;
  }

  @Override
  public PointSeries newAggregationState() {
    return new PointSeries();
  }

  @Override
  public PointSeries update(PointSeries state, InternalRow row) {
    if (!row.isNullAt(0) && !row.isNullAt(1)) {
      state.add(row.getDouble(0), row.getDouble(1));
    }
    return state;
  }

  @Override
  public PointSeries merge(PointSeries state, PointSeries part) {
    state.merge(part);
    return state;
  }

  @Override
  public Double produceResult(PointSeries state) {
    return Bound.orNull(state.spearman());
  }
}
