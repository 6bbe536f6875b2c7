package io.stratalens.udfs.sql;

import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** The functions of two vectors; Spark finds the {@code invoke} for the types of the arguments. */
public record TwoVectorFunction(String name, Arguments arguments, TwoVectorResult result)
    implements Bound, ScalarFunction<Object> {
  @Override
  public DataType resultType() {
    return result.isVector() ? FLOATS : DataTypes.DoubleType;
  }

  /** Of two stored vectors; NULL when any argument is. */
  public Object invoke(byte[] left, UTF8String leftDtype, byte[] right, UTF8String rightDtype) {
    return of(VectorArgument.of(left, leftDtype), VectorArgument.of(right, rightDtype));
  }

  /** Of a stored vector and an array; NULL when any argument is. */
  public Object invoke(byte[] left, UTF8String leftDtype, ArrayData right) {
    return of(VectorArgument.of(left, leftDtype), array(right, 1));
  }

  /** Of an array and a stored vector; NULL when any argument is. */
  public Object invoke(ArrayData left, byte[] right, UTF8String rightDtype) {
    return of(array(left, 0), VectorArgument.of(right, rightDtype));
  }

  /** Of two arrays; NULL when either is. */
  public Object invoke(ArrayData left, ArrayData right) {
    return of(array(left, 0), array(right, 1));
  }

  private VectorArgument array(ArrayData array, int vector) {
    return VectorArgument.of(array, arguments.vectors().get(vector));
  }

  private Object of(VectorArgument left, VectorArgument right) {
    if (left == null || right == null) {
      return null;
    }
    left.requireWidthOf(right, name);
    return result.of(left.values(), right.values());
  }
}
