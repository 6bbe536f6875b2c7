package io.stratalens.jobs.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptChunksTest {
  private static final int SOUP = 369;

  @TempDir Path folder;
  private final SparkSession session = TestSpark.session();

  @Test
  void eachLineOfATextIsAPromptInItsOrder() throws IOException {
    Path file = folder.resolve("p.txt");
    Files.writeString(file, "The soup\n soup \r\nThe soup was awful.\nsoup\u2028soup");
    PromptChunks chunks = Prompts.read(file, 3);
    List<TokenisedPrompt> prompts = chunks.rdd().collect();
    assertThat(prompts)
        .extracting(TokenisedPrompt::text)
        .containsExactly("The soup", " soup ", "The soup was awful.", "soup\u2028soup");
    assertThat(prompts)
        .extracting(TokenisedPrompt::source)
        .containsExactly("p.txt:1", "p.txt:2", "p.txt:3", "p.txt:4");
    assertThat(prompts.get(2).ids()).containsExactly(0, 267, SOUP, 263, 455, 15);
    assertThat(chunks.prompts()).isEqualTo(4);
    assertThat(chunks.chunks()).isEqualTo(2);
    assertThat(chunks.tokens())
        .isEqualTo(prompts.stream().mapToLong(prompt -> prompt.ids().length).sum());
    assertThat(chunks.longest())
        .isEqualTo(prompts.stream().mapToInt(prompt -> prompt.ids().length).max().getAsInt());
  }

  @Test
  void everyPartitionIsItsChunk() throws IOException {
    Path file = lines(23, i -> "soup " + i);
    PromptChunks chunks = Prompts.read(file, 5);
    List<List<TokenisedPrompt>> partitions = chunks.rdd().glom().collect();
    assertThat(partitions).hasSize(5);
    assertThat(chunks.chunks()).isEqualTo(5);
    for (int chunk = 0; chunk < 5; chunk++) {
      assertThat(partitions.get(chunk))
          .extracting(TokenisedPrompt::promptId)
          .containsExactlyElementsOf(
              IntStream.range(5 * chunk, Math.min(23, 5 * chunk + 5))
                  .mapToObj(Long::valueOf)
                  .toList());
    }
    assertThat(chunks.rdd().collectPartitions(new int[] {4})[0])
        .extracting(TokenisedPrompt::text)
        .containsExactly("soup 20", "soup 21", "soup 22");
  }

  @Test
  void theOrderHoldsWhenSparkReadsAFileInManyPartitions() throws IOException {
    Path file = lines(300, i -> "soup number " + i);
    session.conf().set("spark.sql.files.maxPartitionBytes", "500");
    try {
      PromptSource source = PromptSource.of(file.toString(), Optional.empty());
      assertThat(new PromptReader(session).read(source).rdd().getNumPartitions()).isGreaterThan(3);
      assertThat(Prompts.read(file, 7).rdd().collect())
          .extracting(TokenisedPrompt::text)
          .containsExactlyElementsOf(
              IntStream.range(0, 300).mapToObj(i -> "soup number " + i).toList());
    } finally {
      session.conf().unset("spark.sql.files.maxPartitionBytes");
    }
  }

  @Test
  void theFingerprintIsTheSameOnASecondReadAndForAnyChunkSize() throws IOException {
    Path file = lines(50, i -> "soup " + i);
    String first = Prompts.read(file, 10).fingerprint();
    assertThat(first).matches("[0-9a-f]{32}");
    assertThat(Prompts.read(file, 10).fingerprint()).isEqualTo(first);
    assertThat(Prompts.read(file, 7).fingerprint()).isEqualTo(first);
  }

  @Test
  void theFingerprintChangesWithOneTokenOrTheOrder() throws IOException {
    List<String> ids = new ArrayList<>(List.of("[1,2,3]", "[4,5]", "[6,7,8,9]"));
    String first = fingerprint(ids);
    assertThat(fingerprint(List.of("[1,2,3]", "[4,5]", "[6,7,8,10]"))).isNotEqualTo(first);
    assertThat(fingerprint(List.of("[1,2,3]", "[4,5]"))).isNotEqualTo(first);
    assertThat(fingerprint(List.of("[1,2]", "[3,4,5]", "[6,7,8,9]"))).isNotEqualTo(first);
    Collections.swap(ids, 0, 1);
    assertThat(fingerprint(ids)).isNotEqualTo(first);
  }

  @Test
  void jsonLinesAreReadFromTheFirstOfTheUsualColumns() throws IOException {
    Path file = folder.resolve("p.jsonl");
    Files.writeString(
        file,
        """
        {"question": "no", "text": "The soup", "id": 1}
        {"text": "two\\nlines \\ud83d\\ude00", "question": "no"}
        """);
    assertThat(Prompts.read(file, 2).rdd().collect())
        .extracting(TokenisedPrompt::text)
        .containsExactly("The soup", "two\nlines \uD83D\uDE00");
    assertThat(Prompts.read(file.toString(), "question", 2).rdd().collect())
        .extracting(TokenisedPrompt::text)
        .containsExactly("no", "no");
  }

  @Test
  void theEmbeddedDataSetsAreReadByTheirQuestion() {
    Path file =
        Path.of(System.getProperty("stratalens.root")).resolve("data/datasets/mood-word.jsonl");
    PromptChunks chunks = Prompts.read(file, 32);
    assertThat(chunks.prompts()).isEqualTo(200);
    assertThat(chunks.rdd().first().text()).isEqualTo("My uncle called the soup");
  }

  @Test
  void tokenIdsNeedNoTokenizer() throws IOException {
    Path file = folder.resolve("ids.jsonl");
    Files.writeString(file, "{\"token_ids\": [5, 568, 0]}\n{\"token_ids\": [7]}\n");
    PromptChunks chunks =
        PromptChunks.read(
            session,
            PromptSource.of(file.toString(), Optional.empty()),
            folder.resolve("no model here"),
            Prompts.rules("all"),
            10);
    List<TokenisedPrompt> prompts = chunks.rdd().collect();
    assertThat(prompts.get(0).ids()).containsExactly(5, 568, 0);
    assertThat(prompts.get(1).ids()).containsExactly(7);
    assertThat(prompts).extracting(TokenisedPrompt::text).containsOnlyNulls();
    assertThat(prompts)
        .extracting(TokenisedPrompt::source)
        .containsExactly("ids.jsonl:1", "ids.jsonl:2");
  }

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

  @Test
  void aPartitionIsNotTokenisedAgain() throws IOException {
    Path file = lines(20, i -> "soup " + i);
    PromptChunks chunks = Prompts.read(file, 5);
    Files.delete(file);
    assertThat(chunks.rdd().collectPartitions(new int[] {2})[0]).hasSize(5);
  }

  private String fingerprint(List<String> ids) throws IOException {
    Path file = folder.resolve("ids.jsonl");
    Files.writeString(
        file,
        ids.stream().map(i -> "{\"token_ids\": " + i + "}").collect(Collectors.joining("\n")));
    return Prompts.read(file, 2).fingerprint();
  }

  private Path lines(int count, IntFunction<String> line) throws IOException {
    Path file = folder.resolve("lines.txt");
    Files.write(file, IntStream.range(0, count).mapToObj(line).toList());
    return file;
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
