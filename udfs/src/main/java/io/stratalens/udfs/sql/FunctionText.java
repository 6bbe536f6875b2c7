package io.stratalens.udfs.sql;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

/**
 * What users read of a function, in DESCRIBE FUNCTION and in docs/functions.md.
 *
 * @param calls the ways to call it, such as {@code vec_norm(v, dtype)}
 * @param meaning what it gives, after its calls: a sentence without its subject
 * @param examples queries with what they give
 */
record FunctionText(
    String name,
    boolean aggregate,
    List<String> calls,
    String meaning,
    List<String> arguments,
    List<Example> examples) {
  private static final String SINCE = "0.1.0";

  FunctionText {
    calls = List.copyOf(calls);
    arguments = List.copyOf(arguments);
    examples = List.copyOf(examples);
  }

  /** A query of one value, and the value as Spark prints it. */
  record Example(String query, String result) {}

  /** One sentence, for catalogs. */
  String usage() {
    return String.join(" or ", calls) + " - " + meaning;
  }

  /** The same as Spark keeps it for DESCRIBE FUNCTION, in the layout of its own functions. */
  ExpressionInfo info() {
    String described =
        arguments.stream()
            .map("      * %s\n"::formatted)
            .collect(joining("", "\n    Arguments:\n", "  "));
    String shown =
        examples.stream()
            .map(example -> "      > %s;\n       %s\n".formatted(example.query, example.result))
            .collect(joining("", "\n    Examples:\n", "  "));
    return new ExpressionInfo(
        VectorFunctions.class.getCanonicalName(),
        null,
        name,
        usage(),
        described,
        shown,
        "",
        aggregate ? "agg_funcs" : "math_funcs",
        SINCE,
        "",
        "built-in");
  }
}
