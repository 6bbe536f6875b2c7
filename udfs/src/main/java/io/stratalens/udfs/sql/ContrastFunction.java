package io.stratalens.udfs.sql;

import io.stratalens.udfs.vector.ContrastSum;
import io.stratalens.udfs.vector.Norms;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;

/** {@code vec_contrast_mean}. */
public record ContrastFunction(String name, Arguments arguments)
    implements Bound, AggregateFunction<ContrastSum, ArrayData> {
  @Override
  public DataType resultType() {
    return FLOATS;
  }

  @Override
  public ContrastSum newAggregationState() {
    return new ContrastSum();
  }

  @Override
  public ContrastSum update(ContrastSum state, InternalRow row) {
    VectorForm form = arguments.vectors().get(0);
    int flag = form.types().size();
    if (!row.isNullAt(flag)) {
      VectorArgument.addFirst(state.of(row.getBoolean(flag)), row, form);
    }
    return state;
  }

  @Override
  public ContrastSum merge(ContrastSum state, ContrastSum part) {
    state.merge(part);
    return state;
  }

  @Override
  public ArrayData produceResult(ContrastSum state) {
    return state.difference().map(Norms::toFloats).map(VectorArgument::floats).orElse(null);
  }
}
