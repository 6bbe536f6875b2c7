package io.stratalens.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.prompts.PairPrompts;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.labels.LabelForm;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.labels.LabelledPrompt;
import io.stratalens.workers.labels.PromptTemplate;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.sweep.SweepPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ChunkPlanTest {
  private static final List<CellKey> CELLS =
      List.of(
          CellKey.label(0, Site.RESID_POST, SweepPositions.LAST),
          CellKey.label(1, Site.RESID_POST, SweepPositions.ALL));
  private static final List<Double> MULTIPLIERS = List.of(-1.0, 0.0, 1.0);
  private static final StructType KEYS =
      StructType.fromDDL(
          "dataset STRING, sample INT, layer INT, site STRING, positions STRING, vector STRING,"
              + " multiplier DOUBLE");

  private final List<Row> rows = new ArrayList<>();

  @Test
  void whereNothingIsThereEveryRowIsInAChunkOfAsManySamples() {
    List<SweepChunk> chunks = plan(2, Set.of(), samples(5, 6, 7, 8, 9), CELLS);

    assertThat(chunks).extracting(SweepChunk::number).containsExactly(0, 1, 2);
    assertThat(chunks).extracting(this::samplesOf).hasToString("[[5, 6], [7, 8], [9]]");
    assertThat(chunks).extracting(SweepChunk::rows).containsExactly(12L, 12L, 6L);
    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.blocks()).hasSize(1);
              assertThat(chunk.blocks().get(0).cells()).isEqualTo(CELLS);
              assertThat(chunk.blocks().get(0).multipliers()).isEqualTo(MULTIPLIERS);
            });
  }

  @Test
  void aChunkThatIsThereLeavesTheOthersAsTheyWere() {
    List<SweepChunk> all = plan(2, Set.of(), samples(5, 6, 7, 8, 9), CELLS);
    CELLS.forEach(cell -> MULTIPLIERS.forEach(m -> has(cell, m, 7, 8)));

    List<SweepChunk> left = plan(2, Set.of(1), samples(5, 6, 7, 8, 9), CELLS);

    assertThat(left).hasToString(List.of(all.get(0), all.get(2)).toString());
  }

  @Test
  void onlyWhatARowLacksIsComputed() {
    has(CELLS.get(0), -1.0, 5, 6);
    has(CELLS.get(0), 0.0, 5, 6);
    has(CELLS.get(0), 1.0, 5);

    List<SweepChunk> chunks = plan(4, Set.of(), samples(5, 6), CELLS);

    assertThat(chunks).hasSize(1);
    assertThat(chunks.get(0).rows()).isEqualTo(2 * 2 * 3 - 5);
    assertThat(chunks.get(0).blocks())
        .extracting(block -> block.cells() + " " + block.multipliers() + " " + ids(block))
        .containsExactlyInAnyOrder(
            List.of(CELLS.get(1)) + " [-1.0, 0.0, 1.0] [5]",
            List.of(CELLS.get(0)) + " [1.0] [6]",
            List.of(CELLS.get(1)) + " [-1.0, 0.0, 1.0] [6]");
    assertThat(samplesOf(chunks.get(0))).containsExactlyInAnyOrder(5, 6);
  }

  @Test
  void rowsOfAnotherDataSetOrVectorDoNotCount() {
    has(CELLS.get(0).random(1), 0.0, 5);
    assertThat(plan(4, Set.of(), samples(5), CELLS).get(0).rows()).isEqualTo(6);
  }

  @Test
  void manyCellsAreSpreadOverChunks() {
    List<CellKey> cells =
        IntStream.range(0, 300).mapToObj(seed -> CELLS.get(0).random(seed)).toList();

    List<SweepChunk> chunks = plan(4, Set.of(0), samples(5), cells);

    assertThat(chunks).extracting(SweepChunk::number).containsExactly(1, 2);
    assertThat(chunks).extracting(SweepChunk::rows).containsExactly(3 * 256L, 3 * 44L);
  }

  @Test
  void whatADataSetLacksIsCounted() {
    has(CELLS.get(0), -1.0, 5, 6);
    has(CELLS.get(0), 1.0, 5);
    assertThat(finished().lacking(dataset(samples(5, 6)), CELLS)).isEqualTo(2 * 2 * 3 - 3);
    assertThat(finished().lacking(dataset(samples(5, 6)), CELLS.subList(1, 2))).isEqualTo(6);
  }

  /** There is no session to ask, and no earlier run is looked at. */
  @Test
  void nothingIsLookedForInEarlierSweepsWhereNothingIsMissing() {
    CELLS.forEach(cell -> MULTIPLIERS.forEach(multiplier -> has(cell, multiplier, 5)));
    EarlierRows earlier =
        new EarlierRows(
            null, null, null, "run", List.of(new EarlierSweep("old", null)), line -> {});
    assertThat(earlier.take(dataset(samples(5)), CELLS, MULTIPLIERS, finished())).isFalse();
  }

  private void has(CellKey cell, double multiplier, int... samples) {
    for (int sample : samples) {
      rows.add(
          RowFactory.create(
              "d",
              sample,
              cell.layer(),
              cell.site().label(),
              cell.positions().label(),
              cell.vector(),
              multiplier));
    }
  }

  private List<SweepChunk> plan(
      int chunkPrompts, Set<Integer> taken, List<LabelledPrompt> prompts, List<CellKey> cells) {
    FinishedRows finished = finished();
    ChunkPlan plan = new ChunkPlan(chunkPrompts, finished, taken);
    plan.add(dataset(prompts), cells);
    return plan.chunks();
  }

  private FinishedRows finished() {
    Dataset<Row> there = TestSpark.session().createDataFrame(rows, KEYS);
    return FinishedRows.of(there, MULTIPLIERS);
  }

  private static SweptDataset dataset(List<LabelledPrompt> prompts) {
    LabelledDataset test = new LabelledDataset(prompts, 0, Optional.empty());
    DatasetPlan dataset =
        new DatasetPlan(
            "d",
            "d.jsonl",
            new PromptTemplate("{question}", LabelForm.TEXT),
            new RowChoice.Split(0.5, 1));
    PairPrompts pairs = PairPrompts.of("d", "d.jsonl", dataset.template(), test, VectorType.F32);
    return new SweptDataset(dataset, "hash", pairs, test);
  }

  private static List<LabelledPrompt> samples(int... places) {
    return IntStream.of(places).mapToObj(ChunkPlanTest::sample).toList();
  }

  private static LabelledPrompt sample(int place) {
    return PROMPTS.get(place);
  }

  private static final List<LabelledPrompt> PROMPTS =
      IntStream.range(0, 10)
          .mapToObj(i -> new LabelledPrompt(i, "d:" + i, "text", new int[] {i}, "a", 1, "b", 2))
          .toList();

  private List<Integer> samplesOf(SweepChunk chunk) {
    return chunk.samples().stream().map(LabelledPrompt::sample).toList();
  }

  private static List<Integer> ids(SweepBlock block) {
    return block.samples().stream().map(LabelledPrompt::sample).toList();
  }
}
