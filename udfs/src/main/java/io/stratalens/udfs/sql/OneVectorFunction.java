package io.stratalens.udfs.sql;

import io.stratalens.udfs.vector.Norms;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** {@code vec_decode} and {@code vec_norm}. */
public record OneVectorFunction(String name, Arguments arguments, boolean norm)
    implements Bound, ScalarFunction<Object> {
  @Override
  public DataType resultType() {
    return norm ? DataTypes.DoubleType : FLOATS;
  }

  /** Of a stored vector; NULL when either is. */
  public Object invoke(byte[] vector, UTF8String dtype) {
    return result(VectorArgument.of(vector, dtype));
  }

  /** Of an array; NULL when it is. */
  public Object invoke(ArrayData array) {
    return result(VectorArgument.of(array, arguments.vectors().get(0)));
  }

  private Object result(VectorArgument vector) {
    if (vector == null) {
      return null;
    }
    return norm
        ? (Object) Norms.euclidean(vector.values())
        : VectorArgument.floats(Norms.toFloats(vector.values()));
  }
}
