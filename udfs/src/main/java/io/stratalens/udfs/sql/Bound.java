package io.stratalens.udfs.sql;

import java.util.OptionalDouble;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What all functions have in common once their arguments are known. They are records, so that Spark
 * sees two calls of one function as equal.
 */
interface Bound extends BoundFunction {
  /** Vectors that come out; like the tables' arrays, so that they can be merged into such. */
  DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType, true);

  Arguments arguments();

  @Override
  default DataType[] inputTypes() {
    return arguments().array();
  }

  @Override
  default String canonicalName() {
    return "stratalens." + name() + arguments().types();
  }

  /** A number as Spark holds it: null where there is none. */
  static Double orNull(OptionalDouble number) {
    return number.isPresent() ? (Double) number.getAsDouble() : null;
  }
}
