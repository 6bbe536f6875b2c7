package io.stratalens.udfs.sql;

import static io.stratalens.udfs.sql.Parameter.FLAG;
import static io.stratalens.udfs.sql.Parameter.NUMBER;
import static io.stratalens.udfs.sql.Parameter.TEXT;
import static io.stratalens.udfs.sql.Parameter.VECTOR;

import io.stratalens.udfs.sql.FunctionText.Example;
import io.stratalens.udfs.sql.TwoVectorResult.OfNumber;
import io.stratalens.udfs.sql.TwoVectorResult.OfVector;
import io.stratalens.udfs.vector.Combination;
import io.stratalens.udfs.vector.PairOperation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;

/** All SQL functions. */
public final class VectorFunctions {
  private static final String V = "v - bytes of a stored vector, such as activations.vector";
  private static final String DTYPE = "dtype - how it is encoded: f32, f16 or bf16";
  private static final String ARRAY = "array - a vector as an array of numbers";
  private static final String PAIR =
      "a, b - bytes of stored vectors of one width, each followed by its dtype; or arrays of numbers";
  private static final String NUMBERS = "x, y - numbers";

  private static final List<VectorFunction> SCALARS =
      List.of(
          oneVector(
              "vec_decode",
              false,
              "the vector's values as ARRAY<FLOAT>; exact",
              new Example("SELECT _FUNC_(X'803FC0C0', 'bf16')", "[1.0,-6.0]")),
          new VectorFunction(
              new FunctionText(
                  "vec_encode",
                  false,
                  List.of("vec_encode(array, dtype)", "vec_encode(v, dtype, new_dtype)"),
                  "the vector's bytes in a dtype, each value rounded to the nearest, ties to even",
                  List.of(V, DTYPE, ARRAY, "new_dtype - how to encode it: f32, f16 or bf16"),
                  List.of(new Example("SELECT hex(_FUNC_(array(1, -6), 'bf16'))", "803FC0C0"))),
              List.of(VECTOR, TEXT),
              EncodeFunction::new),
          oneVector(
              "vec_norm",
              true,
              "the vector's Euclidean norm, computed in float64",
              new Example("SELECT _FUNC_(X'4040000080400000', 'bf16')", "5.0"),
              new Example("SELECT _FUNC_(array(3, 4))", "5.0")),
          twoVectors(
              "vec_dot",
              new OfNumber(PairOperation.DOT),
              "the sum of the products of two vectors' values, computed in float64",
              new Example("SELECT _FUNC_(X'803F0040', 'bf16', array(3, 4))", "11.0")),
          twoVectors(
              "vec_cosine",
              new OfNumber(PairOperation.COSINE),
              "the cosine of the angle between two vectors, -1 to 1; NULL where one is all zeros",
              new Example("SELECT _FUNC_(array(1, 0), array(3, 4))", "0.6"),
              new Example("SELECT _FUNC_(array(0, 0), array(3, 4))", "NULL")),
          twoVectors(
              "vec_add",
              new OfVector(Combination.ADD),
              "a + b as ARRAY<FLOAT>",
              new Example("SELECT _FUNC_(array(1, 2), array(3, 4))", "[4.0,6.0]")),
          twoVectors(
              "vec_subtract",
              new OfVector(Combination.SUBTRACT),
              "a - b as ARRAY<FLOAT>",
              new Example("SELECT _FUNC_(array(1, 2), array(3, 5))", "[-2.0,-3.0]")),
          new VectorFunction(
              new FunctionText(
                  "vec_scale",
                  false,
                  List.of("vec_scale(v, dtype, factor)", "vec_scale(array, factor)"),
                  "the vector times a number, as ARRAY<FLOAT>",
                  List.of(V, DTYPE, ARRAY, "factor - a number"),
                  List.of(new Example("SELECT _FUNC_(array(1, 2), 0.5)", "[0.5,1.0]"))),
              List.of(VECTOR, NUMBER),
              ScaleFunction::new),
          twoVectors(
              "vec_project",
              new OfVector(Combination.PROJECT),
              "the part of a along b, (a . b / b . b) b, as ARRAY<FLOAT>; NULL where b is all zeros",
              new Example("SELECT _FUNC_(array(3, 4), array(2, 0))", "[3.0,0.0]")));

  private static final List<VectorFunction> AGGREGATES =
      List.of(
          ofRows(
              "vec_mean",
              "the mean of a group's vectors as ARRAY<FLOAT>, accumulated in float64",
              (name, arguments) -> new SumFunction(name, arguments, true),
              new Example(
                  "SELECT _FUNC_(col) FROM VALUES (array(1, 2)), (array(3, 6)), (NULL) AS t(col)",
                  "[2.0,4.0]")),
          ofRows(
              "vec_sum",
              "the sum of a group's vectors as ARRAY<FLOAT>, accumulated in float64",
              (name, arguments) -> new SumFunction(name, arguments, false),
              new Example(
                  "SELECT _FUNC_(col, 'bf16') FROM VALUES (X'803F'), (X'0040') AS t(col)",
                  "[3.0]")),
          new VectorFunction(
              new FunctionText(
                  "vec_contrast_mean",
                  true,
                  List.of(
                      "vec_contrast_mean(v, dtype, positive)",
                      "vec_contrast_mean(array, positive)"),
                  "the mean of the vectors where positive is true minus the mean of those where it"
                      + " is false, as ARRAY<FLOAT>; NULL where there are none of one kind",
                  List.of(
                      V,
                      DTYPE,
                      ARRAY,
                      "positive - a condition; rows where it is NULL are left out"),
                  List.of(
                      new Example(
                          "SELECT _FUNC_(col, flag) FROM VALUES (array(4), true), (array(1), false),"
                              + " (array(3), false) AS t(col, flag)",
                          "[2.0]"))),
              List.of(VECTOR, FLAG),
              ContrastFunction::new),
          ofRows(
              "vec_first_direction",
              "the first uncentred principal direction of a group's vectors, of norm 1, as"
                  + " ARRAY<FLOAT>; it points the way of their mean, or where that is square to it,"
                  + " its largest value is positive; NULL where all are zeros",
              DirectionFunction::new,
              new Example(
                  "SELECT _FUNC_(col) FROM VALUES (array(2, 0)), (array(-1, 0)), (array(0, 1)) AS"
                      + " t(col)",
                  "[1.0,0.0]")),
          ofPoints(
              "slope",
              "the slope of the ordinary least-squares line of y on x; NULL where x takes fewer than"
                  + " two values",
              SlopeFunction::new,
              new Example(
                  "SELECT _FUNC_(x, y) FROM VALUES (0, 1), (1, 3), (2, 5) AS t(x, y)", "2.0")),
          ofPoints(
              "spearman",
              "Spearman's rank correlation of x and y, -1 to 1, ties sharing the middle of their"
                  + " ranks; NULL where either does not vary, NaN where either is",
              SpearmanFunction::new,
              new Example(
                  "SELECT _FUNC_(x, y) FROM VALUES (0, 1), (1, 10), (2, 11) AS t(x, y)", "1.0")));

  private VectorFunctions() {}

  /** All functions, for a catalog. */
  public static List<UnboundFunction> all() {
    return List.copyOf(vectorFunctions());
  }

  /** The function of this name, in lower case. */
  public static Optional<UnboundFunction> named(String name) {
    return all().stream().filter(function -> function.name().equals(name)).findFirst();
  }

  /** What DESCRIBE FUNCTION tells of each function, in the order of {@link #all}. */
  public static List<ExpressionInfo> described() {
    return vectorFunctions().stream().map(function -> function.text().info()).toList();
  }

  static List<VectorFunction> vectorFunctions() {
    return Stream.concat(SCALARS.stream(), AGGREGATES.stream()).toList();
  }

  private static VectorFunction oneVector(
      String name, boolean norm, String meaning, Example... examples) {
    return new VectorFunction(
        text(name, false, meaning, examples),
        List.of(VECTOR),
        (bound, arguments) -> new OneVectorFunction(bound, arguments, norm));
  }

  private static VectorFunction twoVectors(
      String name, TwoVectorResult result, String meaning, Example... examples) {
    return new VectorFunction(
        new FunctionText(
            name,
            false,
            List.of(name + "(a, a_dtype, b, b_dtype)", name + "(a, b)"),
            meaning,
            List.of(PAIR, "a_dtype, b_dtype - how bytes are encoded: f32, f16 or bf16"),
            List.of(examples)),
        List.of(VECTOR, VECTOR),
        (bound, arguments) -> new TwoVectorFunction(bound, arguments, result));
  }

  private static VectorFunction ofRows(
      String name, String meaning, Binding binding, Example... examples) {
    return new VectorFunction(text(name, true, meaning, examples), List.of(VECTOR), binding);
  }

  private static VectorFunction ofPoints(
      String name, String meaning, Binding binding, Example example) {
    FunctionText text =
        new FunctionText(
            name, true, List.of(name + "(x, y)"), meaning, List.of(NUMBERS), List.of(example));
    return new VectorFunction(text, List.of(NUMBER, NUMBER), binding);
  }

  private static FunctionText text(
      String name, boolean aggregate, String meaning, Example... examples) {
    return new FunctionText(
        name,
        aggregate,
        List.of(name + "(v, dtype)", name + "(array)"),
        meaning,
        List.of(V, DTYPE, ARRAY),
        List.of(examples));
  }
}
