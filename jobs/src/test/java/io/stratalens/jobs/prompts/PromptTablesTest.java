package io.stratalens.jobs.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.TestSpark;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTablesTest {
  @TempDir Path folder;
  private final SparkSession session = TestSpark.session();

  @Test
  void theRowsOfAParquetFolderKeepTheirOrderWhateverTheSizesOfItsFiles() {
    Path table = folder.resolve("parquet with space [1]");
    // The first files are the smallest, and a plain scan would read the largest first.
    writeParts("parquet", table, 1, 20, 400);
    List<TokenisedPrompt> prompts = Prompts.read(table, 50).rdd().collect();
    assertThat(prompts)
        .extracting(TokenisedPrompt::text)
        .containsExactlyElementsOf(IntStream.range(0, 421).mapToObj(i -> "soup " + i).toList());
    assertThat(prompts.get(0).source()).matches("part-00000-.*parquet:1");
    assertThat(prompts.get(2).source()).matches("part-00001-.*parquet:2");
  }

  @Test
  void aDeltaTableIsReadByPathByAddressAndByName() {
    Path table = folder.resolve("delta");
    writeParts("delta", table, 3, 30);
    PromptChunks byPath = Prompts.read(table, 8);
    assertThat(byPath.prompts()).isEqualTo(33);
    session.sql("CREATE TABLE prompts_by_name USING delta LOCATION '" + table + "'");
    try {
      assertThat(Prompts.read("prompts_by_name", null, 8).fingerprint())
          .isEqualTo(byPath.fingerprint());
      assertThat(Prompts.read("file://" + table, null, 8).fingerprint())
          .isEqualTo(byPath.fingerprint());
      session.sql(
          "CREATE OR REPLACE TEMP VIEW prompts_view AS SELECT prompt FROM prompts_by_name WHERE"
              + " prompt = 'soup 4'");
      assertThat(Prompts.read("prompts_view", null, 8).rdd().collect())
          .extracting(TokenisedPrompt::text)
          .containsExactly("soup 4");
    } finally {
      session.sql("DROP TABLE prompts_by_name");
    }
  }

  @Test
  void deletedRowsOfADeltaTableAreNotRead() {
    Path table = folder.resolve("deleted");
    writeParts("delta", table, 10);
    session.sql(
        "ALTER TABLE delta.`" + table + "` SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    session.sql("DELETE FROM delta.`" + table + "` WHERE prompt IN ('soup 2', 'soup 5')");
    List<TokenisedPrompt> prompts = Prompts.read(table, 3).rdd().collect();
    assertThat(prompts)
        .extracting(TokenisedPrompt::text)
        .containsExactly(
            "soup 0", "soup 1", "soup 3", "soup 4", "soup 6", "soup 7", "soup 8", "soup 9");
    assertThat(prompts)
        .extracting(TokenisedPrompt::promptId)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void aColumnOfIntsOrBigintsHoldsTokenIds() {
    for (String type : List.of("INT", "BIGINT")) {
      Path table = folder.resolve(type);
      session
          .sql("SELECT CAST(array(1, 2, 568) AS ARRAY<" + type + ">) AS `odd.``name`, 'x' AS other")
          .write()
          .parquet(table.toString());
      assertThat(Prompts.read(table.toString(), "odd.`name", 8).rdd().first().ids())
          .containsExactly(1, 2, 568);
    }
  }

  /** One file for each of these numbers of rows, in this order. */
  private void writeParts(String format, Path table, int... sizes) {
    int[] ends = sizes.clone();
    Arrays.parallelPrefix(ends, Integer::sum);
    String end = "element_at(array" + Arrays.toString(ends).replace('[', '(').replace(']', ')');
    String size = "element_at(array" + Arrays.toString(sizes).replace('[', '(').replace(']', ')');
    session
        .range(0, sizes.length, 1, sizes.length)
        .selectExpr("int(id) + 1 AS part")
        .selectExpr(
            "explode(sequence(" + end + ", part) - " + size + ", part), " + end + ", part) - 1)) i")
        .selectExpr("concat('soup ', i) AS prompt", "i")
        .write()
        .format(format)
        .save(table.toString());
  }
}
