package io.stratalens.udfs.sql;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.junit.jupiter.api.Test;

/** Holds docs/functions.md to what DESCRIBE FUNCTION tells. */
class FunctionsPageTest {
  private static final String HEAD =
      """
      # SQL functions on stored vectors

      They are there in every Spark session that has the Stratalens jar, with no setting, by these names; and
      with `spark.sql.catalog.stratalens=io.stratalens.jobs.catalog.StratalensCatalog`, which `conf/` sets, by
      names such as `stratalens.vec_norm` too. `DESCRIBE FUNCTION EXTENDED vec_norm` tells what stands here,
      for this page is made of it.

      A vector is two arguments, its bytes and its dtype (`vector, dtype` of every table), or one, an array
      of numbers such as `vec_decode` and all functions that give vectors make. Everything is computed in
      float64; vectors that come out are rounded to ARRAY<FLOAT>. NULL gives NULL; aggregates leave out rows
      in which an argument is NULL, and give NULL where none is left. Vectors of two widths, bytes that end
      within a value and an unknown dtype are refused. `vec_first_direction` keeps a group's vectors as they are
      stored, or where they are more than their width and take more room than it, half of width x width float64
      numbers (67 MB at a width of 4,096); `spearman` keeps 16 bytes a row. A group by hundreds of keys is better
      sorted than held at once, which `spark.sql.objectHashAggregate.sortBased.fallbackThreshold` in `conf/` says.
      """;

  @Test
  void thePageIsCurrent() throws IOException {
    Path page = Path.of(System.getProperty("stratalens.root"), "docs", "functions.md");
    Path made = Files.writeString(Path.of("target", "functions.md"), page());

    assertThat(Files.exists(page) ? Files.readString(page) : "")
        .as("copy %s to %s", made.toAbsolutePath(), page)
        .isEqualTo(page());
  }

  private static String page() {
    return HEAD
        + VectorFunctions.described().stream().map(FunctionsPageTest::section).collect(joining());
  }

  private static String section(ExpressionInfo info) {
    String arguments =
        info.getArguments()
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("* "))
            .map(line -> line + "\n")
            .collect(joining());
    String examples =
        info.getExamples()
            .lines()
            .skip(2)
            .filter(line -> !line.isBlank())
            .map(line -> line.substring(2) + "\n")
            .collect(joining());
    return "\n## %s\n\n%s.\n\n%s\n%s"
        .formatted(info.getName(), info.getUsage(), arguments, examples)
        .replace("_FUNC_", info.getName());
  }
}
