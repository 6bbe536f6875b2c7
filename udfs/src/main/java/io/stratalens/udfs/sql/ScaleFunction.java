package io.stratalens.udfs.sql;

import io.stratalens.udfs.vector.Norms;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/** {@code vec_scale}; Spark never calls it with a NULL factor. */
public record ScaleFunction(String name, Arguments arguments)
    implements Bound, ScalarFunction<ArrayData> {
  @Override
  public DataType resultType() {
    return FLOATS;
  }

  /** Of a stored vector; NULL when any argument is. */
  public ArrayData invoke(byte[] vector, UTF8String dtype, double factor) {
    return scaled(VectorArgument.of(vector, dtype), factor);
  }

  /** Of an array; NULL when any argument is. */
  public ArrayData invoke(ArrayData array, double factor) {
    return scaled(VectorArgument.of(array, arguments.vectors().get(0)), factor);
  }

  private static ArrayData scaled(VectorArgument vector, double factor) {
    return vector == null
        ? null
        : VectorArgument.floats(Norms.toFloats(Norms.scaled(vector.values(), factor)));
  }
}
