package io.stratalens.udfs.sql;

import java.util.List;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.StructType;

/** A function before the types of its arguments are known. */
record VectorFunction(FunctionText text, List<Parameter> parameters, Binding binding)
    implements UnboundFunction {
  VectorFunction {
    parameters = List.copyOf(parameters);
  }

  @Override
  public BoundFunction bind(StructType given) {
    return binding.of(name(), Arguments.of(text, parameters, given));
  }

  @Override
  public String name() {
    return text.name();
  }

  @Override
  public String description() {
    return text.usage();
  }
}
