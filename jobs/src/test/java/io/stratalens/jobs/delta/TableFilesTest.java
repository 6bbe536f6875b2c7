package io.stratalens.jobs.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.parquet.ParquetFile;
import io.stratalens.jobs.parquet.RowColumns;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.junit.jupiter.api.Test;

class TableFilesTest {
  private final Path warehouse = TestSpark.warehouse();
  private final DeltaTables tables = new DeltaTables(warehouse, new Configuration());

  @Test
  void aFileEndsWithTheBatchThatFillsIt() throws IOException {
    TableTarget target = tables.ensure(Tables.ACTIVATIONS);
    List<RowColumns> batches =
        LongStream.range(0, 7).mapToObj(prompt -> activations(prompt, 1, 10_000)).toList();

    FileFacts facts = TableFiles.write(target, batches.iterator(), 25_000);

    assertThat(facts.files()).extracting(WrittenFile::rows).containsExactly(3L, 3L, 1L);
    assertThat(facts.files()).extracting(WrittenFile::name).doesNotHaveDuplicates();
    TableCommits.append(target, facts, "r/0");
    // Delta reads the files whose bounds hold the prompt, and no other.
    for (long prompt : List.of(0L, 2L, 3L, 5L, 6L)) {
      assertThat(
              TestSpark.session()
                  .read()
                  .format("delta")
                  .load(target.folder())
                  .where("prompt_id = " + prompt)
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void aBitThatFlipsInAVectorIsNoticedByReaders() throws IOException {
    TableTarget target = tables.ensure(Tables.ACTIVATIONS);
    FileFacts facts = TableFiles.write(target, List.of(activations(1, 20, 10_000)).iterator());
    TableCommits.append(target, facts, "r/0");
    Path file = target.local(facts.files().get(0)).orElseThrow();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(
            () ->
                TestSpark.session()
                    .read()
                    .format("delta")
                    .load(target.folder())
                    .select("vector")
                    .collectAsList())
        .hasStackTraceContaining("Checksum error");
  }

  @Test
  void boundsCoverAllRowGroupsOfAFile() throws IOException {
    Configuration configuration = new Configuration();
    configuration.setLong("parquet.block.size", 1 << 20);
    ParquetMetadata footer;
    try (ParquetFile file =
        ParquetFile.create(
            Tables.ACTIVATIONS,
            new org.apache.hadoop.fs.Path(warehouse.resolve("groups.parquet").toUri()),
            configuration)) {
      for (long prompt : List.of(5L, 9L, 3L, 7L)) {
        file.write(activations(prompt, 200, 10_000));
      }
      footer = file.finish();
    }

    assertThat(footer.getBlocks()).hasSizeGreaterThan(1);
    assertThat(
            KeyBounds.of(Tables.ACTIVATIONS, footer)
                .serializeAsJson(KernelSchema.of(Tables.ACTIVATIONS)))
        .contains("\"numRecords\":800")
        .containsPattern("\"minValues\":\\{[^}]*\"prompt_id\":3")
        .containsPattern("\"maxValues\":\\{[^}]*\"prompt_id\":9");
  }

  @Test
  void aLongTextIsABoundAsItIs() throws IOException {
    String run = "r".repeat(100);
    assertThat(bounds(List.of(row(run, 1), row(run, 2)))).contains(run);
  }

  private String bounds(List<List<Object>> rows) throws IOException {
    TableTarget target = tables.ensure(Tables.ACTIVATIONS);
    return TableFiles.write(target, List.of(RowColumns.of(Tables.ACTIVATIONS, rows)).iterator())
        .files()
        .get(0)
        .statistics();
  }

  private static RowColumns activations(long prompt, int rows, int bytes) {
    Random random = new Random(prompt);
    return RowColumns.of(
        Tables.ACTIVATIONS,
        IntStream.range(0, rows)
            .mapToObj(
                position -> {
                  byte[] vector = new byte[bytes];
                  random.nextBytes(vector);
                  return row("r", prompt, position, vector);
                })
            .toList());
  }

  private static List<Object> row(String run, long prompt) {
    return row(run, prompt, 0, new byte[4]);
  }

  private static List<Object> row(String run, long prompt, int position, byte[] vector) {
    return Arrays.asList(run, prompt, 0, "resid_post", position, 1, "prompt", "f32", vector, 1f);
  }
}
