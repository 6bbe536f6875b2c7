package io.stratalens.jobs.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.labels.DatasetLine;
import io.stratalens.workers.labels.LabelForm;
import io.stratalens.workers.labels.LabelTokenizer;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.labels.LabelledPrompt;
import io.stratalens.workers.labels.PromptTemplate;
import io.stratalens.workers.tokens.PromptTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetReaderTest {
  @TempDir Path folder;
  private final SparkSession session = TestSpark.session();
  private final Path words = Checkout.root().resolve("data/datasets/mood-word.jsonl");

  @Test
  void theLinesOfAFileAreItsSamplesInOrder() throws IOException {
    List<DatasetLine> lines = read(words.toString());
    assertThat(lines)
        .extracting(line -> new String(line.json(), StandardCharsets.UTF_8))
        .containsExactlyElementsOf(Files.readAllLines(words));
    assertThat(lines.get(80).sample()).isEqualTo(80);
    assertThat(lines.get(80).source()).isEqualTo("mood-word.jsonl:81");
  }

  @Test
  void blankLinesAreNoRowsAndTheOthersKeepTheirLineNumbers() throws IOException {
    List<String> rows = Files.readAllLines(words).subList(0, 2);
    Path file =
        Files.write(
            folder.resolve("blank.jsonl"), List.of("", rows.get(0), " \t\r", rows.get(1), "", ""));
    List<DatasetLine> lines = read(file.toString());
    assertThat(lines).extracting(DatasetLine::sample).containsExactly(0, 1);
    assertThat(lines)
        .extracting(DatasetLine::source)
        .containsExactly("blank.jsonl:2", "blank.jsonl:4");
    assertThat(prompts(lines)).hasSize(2);
    Path blank = Files.writeString(folder.resolve("none.jsonl"), "\n\n");
    assertRefused(blank.toString(), "none.jsonl", "1 to 1000000 rows: 0");
  }

  @Test
  void aTableOfTheSameRecordsGivesTheSamePrompts() {
    String table = folder.resolve("a table").toString();
    session
        .read()
        .json(words.toString())
        .selectExpr("'x' AS more", "*")
        .coalesce(1)
        .write()
        .format("delta")
        .save(table);
    assertThat(prompts(read(table)))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("source")
        .containsExactlyElementsOf(prompts(read(words.toString())));
    assertThat(read(table).get(3).source()).isEqualTo(table + ":4");
  }

  @Test
  void theRowsOfADeltaTableKeepTheOrderOfItsFilesWhateverTheirSizes() {
    String table = folder.resolve("parts").toString();
    session
        .range(0, 300, 1, 1)
        .selectExpr(
            "concat('q', id) AS question",
            "'a' AS answer_matching_behavior",
            "'b' AS answer_not_matching_behavior",
            // A file of 1, one of 20 and one of 279 rows.
            "CASE WHEN id = 0 THEN 0 WHEN id < 21 THEN 1 ELSE 2 END AS part")
        .repartitionByRange(3, functions.col("part"))
        .drop("part")
        .write()
        .format("delta")
        .save(table);
    assertThat(read(table))
        .extracting(line -> new String(line.json(), StandardCharsets.UTF_8).split("\"")[3])
        .containsExactlyElementsOf(IntStream.range(0, 300).mapToObj(i -> "q" + i).toList());
  }

  @Test
  void theRowsOfAViewAreInOneOrderHoweverItIsComputed() {
    Dataset<Row> rows = session.read().json(words.toString());
    rows.repartition(5).createOrReplaceTempView("some_words");
    List<String> five = jsonOf(read("some_words"));
    rows.orderBy(functions.desc("question")).createOrReplaceTempView("some_words");
    assertThat(jsonOf(read("some_words"))).isEqualTo(five).hasSize(200).isSorted();
  }

  private static List<String> jsonOf(List<DatasetLine> lines) {
    return lines.stream().map(line -> new String(line.json(), StandardCharsets.UTF_8)).toList();
  }

  @Test
  void aNullOrAListInATableIsThatRowsProblemAlone() {
    session
        .sql(
            "SELECT * FROM VALUES ('The soup', ' great', array(' bad')), ('a', NULL, array('b'))"
                + " AS t(question, answer_matching_behavior, answer_not_matching_behavior)")
        .createOrReplaceTempView("odd_answers");
    List<DatasetLine> lines = read("odd_answers");
    assertThatThrownBy(() -> prompts(lines))
        .hasMessageContaining("row 0 (odd_answers:1)")
        .hasMessageContaining("is a list");
    assertThat(new String(lines.get(1).json(), StandardCharsets.UTF_8))
        .contains("\"answer_matching_behavior\":null");
  }

  @Test
  void sourcesWithoutAnswersAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("p.txt"), "The soup\n");
    assertRefused(text.toString(), "plain text", "answer_matching_behavior");
    Path empty = Files.writeString(folder.resolve("e.jsonl"), "");
    assertRefused(empty.toString(), "e.jsonl", "1 to 1000000 rows: 0");
    session.sql("SELECT 'a' AS question, 'b' AS answer").createOrReplaceTempView("no_answers");
    assertRefused("no_answers", "answer_matching_behavior", "question, answer");
  }

  private void assertRefused(String location, String... culprits) {
    assertThatThrownBy(() -> read(location))
        .isInstanceOf(StratalensException.class)
        .hasMessageStartingWith("Cannot read the data set")
        .hasMessageContainingAll(culprits);
  }

  private List<DatasetLine> read(String location) {
    return new DatasetReader(session).read(PromptSource.of(location, Optional.empty()));
  }

  private static List<LabelledPrompt> prompts(List<DatasetLine> lines) {
    try (PromptTokenizer tokenizer = PromptTokenizer.open(Prompts.MODEL)) {
      return LabelledDataset.of(
              "d",
              lines,
              IntStream.range(0, lines.size()).toArray(),
              new LabelTokenizer(
                  tokenizer,
                  new PromptTemplate("{question}", LabelForm.TEXT),
                  Prompts.VOCABULARY,
                  2048),
              BadRows.REFUSE)
          .prompts();
    }
  }
}
