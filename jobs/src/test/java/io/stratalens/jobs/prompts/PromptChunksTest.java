package io.stratalens.jobs.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.workers.location.ModelLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
            ModelLocation.of(Files.createDirectory(folder.resolve("no model here"))),
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
}
