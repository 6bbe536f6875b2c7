package io.stratalens.udfs.sql;

import static java.util.stream.Collectors.joining;

import io.stratalens.udfs.error.StratalensException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The arguments of one call.
 *
 * @param vectors the form of each vector among them, in their order
 * @param types the type that each argument is read as
 */
record Arguments(List<VectorForm> vectors, List<DataType> types) implements Serializable {
  Arguments {
    vectors = List.copyOf(vectors);
    types = List.copyOf(types);
  }

  /**
   * The arguments of given types; refused, with the ways to call the function, if they do not fit.
   */
  static Arguments of(FunctionText function, List<Parameter> parameters, StructType given) {
    List<DataType> types = Arrays.stream(given.fields()).map(StructField::dataType).toList();
    return match(parameters, types)
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "Cannot call %s because its arguments are of other types: (%s). Call it as %s.",
                    function.name(),
                    types.stream().map(DataType::sql).collect(joining(", ")),
                    String.join(" or ", function.calls())));
  }

  DataType[] array() {
    return types.toArray(DataType[]::new);
  }

  private static Optional<Arguments> match(List<Parameter> parameters, List<DataType> given) {
    if (parameters.isEmpty() || given.isEmpty()) {
      return parameters.size() == given.size()
          ? Optional.of(new Arguments(List.of(), List.of()))
          : Optional.empty();
    }
    List<Parameter> rest = parameters.subList(1, parameters.size());
    DataType type = given.get(0);
    return switch (parameters.get(0)) {
      case VECTOR ->
          // A NULL may stand for either form, so what follows decides.
          forms(given)
              .flatMap(
                  form ->
                      match(rest, given.subList(form.types().size(), given.size())).stream()
                          .map(others -> others.after(List.of(form), form.types())))
              .findFirst();
      case NUMBER -> one(type instanceof NumericType, DataTypes.DoubleType, rest, given);
      case FLAG -> one(type instanceof BooleanType, DataTypes.BooleanType, rest, given);
      case TEXT -> one(type instanceof StringType, DataTypes.StringType, rest, given);
    };
  }

  private static Stream<VectorForm> forms(List<DataType> given) {
    DataType type = given.get(0);
    if (type instanceof ArrayType array) {
      boolean numbers =
          array.elementType() instanceof NumericType || array.elementType() instanceof NullType;
      return numbers ? Stream.of(VectorForm.of(array)) : Stream.of();
    }
    boolean typed =
        given.size() > 1
            && (given.get(1) instanceof StringType || given.get(1) instanceof NullType);
    if (type instanceof BinaryType) {
      return typed ? Stream.of(VectorForm.STORED) : Stream.of();
    }
    if (type instanceof NullType) {
      return typed ? Stream.of(VectorForm.STORED, VectorForm.FLOATS) : Stream.of(VectorForm.FLOATS);
    }
    return Stream.of();
  }

  private static Optional<Arguments> one(
      boolean fits, DataType readAs, List<Parameter> rest, List<DataType> given) {
    return fits || given.get(0) instanceof NullType
        ? match(rest, given.subList(1, given.size()))
            .map(others -> others.after(List.of(), List.of(readAs)))
        : Optional.empty();
  }

  private Arguments after(List<VectorForm> earlierVectors, List<DataType> earlierTypes) {
    List<VectorForm> allVectors = new ArrayList<>(earlierVectors);
    allVectors.addAll(vectors);
    List<DataType> allTypes = new ArrayList<>(earlierTypes);
    allTypes.addAll(types);
    return new Arguments(allVectors, allTypes);
  }
}
