package io.stratalens.udfs.sql;

import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** How a vector comes as arguments. */
enum VectorForm {
  /** Bytes and their dtype, as the tables have them. */
  STORED(List.of(DataTypes.BinaryType, DataTypes.StringType)),
  FLOATS(List.of(DataTypes.createArrayType(DataTypes.FloatType))),
  /** Of float64, or of whole or decimal numbers, which Spark widens. */
  DOUBLES(List.of(DataTypes.createArrayType(DataTypes.DoubleType)));

  private final List<DataType> types;

  VectorForm(List<DataType> types) {
    this.types = types;
  }

  /** The types of its arguments. */
  List<DataType> types() {
    return types;
  }

  /** What refusals call a vector of this form that has no dtype. */
  String label() {
    return types.get(0).sql();
  }

  /** The form for an array of this type. */
  static VectorForm of(ArrayType array) {
    return array.elementType().equals(DataTypes.FloatType) ? FLOATS : DOUBLES;
  }
}
