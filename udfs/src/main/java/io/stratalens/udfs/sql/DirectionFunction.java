package io.stratalens.udfs.sql;

import io.stratalens.udfs.steering.FirstDirection;
import io.stratalens.udfs.vector.Norms;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;

/** {@code vec_first_direction}. */
public record DirectionFunction(String name, Arguments arguments)
    implements Bound, AggregateFunction<FirstDirection, ArrayData> {
  @Override
  public DataType resultType() {
    return FLOATS;
  }

  @Override
  public FirstDirection newAggregationState() {
    return new FirstDirection();
  }

  @Override
  public FirstDirection update(FirstDirection state, InternalRow row) {
    VectorArgument.addFirst(state, row, arguments.vectors().get(0));
    return state;
  }

  @Override
  public FirstDirection merge(FirstDirection state, FirstDirection part) {
    state.merge(part);
    return state;
  }

  @Override
  public ArrayData produceResult(FirstDirection state) {
    return state.direction().map(Norms::toFloats).map(VectorArgument::floats).orElse(null);
  }
}
