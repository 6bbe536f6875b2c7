package io.stratalens.udfs.sql;

import io.stratalens.udfs.vector.Norms;
import io.stratalens.udfs.vector.VectorSum;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;

/** {@code vec_sum} and {@code vec_mean}. */
public record SumFunction(String name, Arguments arguments, boolean mean)
    implements Bound, AggregateFunction<VectorSum, ArrayData> {
  @Override
  public DataType resultType() {
    return FLOATS;
  }

  @Override
  public VectorSum newAggregationState() {
    return new VectorSum();
  }

  @Override
  public VectorSum update(VectorSum state, InternalRow row) {
    VectorArgument.addFirst(state, row, arguments.vectors().get(0));
    return state;
  }

  @Override
  public VectorSum merge(VectorSum state, VectorSum part) {
    state.merge(part);
    return state;
  }

  @Override
  public ArrayData produceResult(VectorSum state) {
    return (mean ? state.mean() : state.sum())
        .map(Norms::toFloats)
        .map(VectorArgument::floats)
        .orElse(null);
  }
}
