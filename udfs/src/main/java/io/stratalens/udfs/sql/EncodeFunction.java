package io.stratalens.udfs.sql;

import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** {@code vec_encode}. */
public record EncodeFunction(String name, Arguments arguments)
    implements Bound, ScalarFunction<byte[]> {
  @Override
  public DataType resultType() {
    return DataTypes.BinaryType;
  }

  /** Of a stored vector, in another dtype; NULL when any argument is. */
  public byte[] invoke(byte[] vector, UTF8String dtype, UTF8String wanted) {
    return encoded(VectorArgument.of(vector, dtype), wanted);
  }

  /** Of an array; NULL when any argument is. */
  public byte[] invoke(ArrayData array, UTF8String wanted) {
    return encoded(VectorArgument.of(array, arguments.vectors().get(0)), wanted);
  }

  private static byte[] encoded(VectorArgument vector, UTF8String wanted) {
    return vector == null || wanted == null
        ? null
        : VectorArgument.type(wanted).encode(vector.values());
  }
}
