package io.stratalens.workers.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows do not depend on how kept vectors are cut into batches. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActivationBatchesTest {
  private static final Microbatch BATCH =
      new Microbatch(
          List.of(
              new TokenRow(4, new int[] {1, 2, 3, 4, 5, 6}), new TokenRow(9, new int[] {7, 8})));
  private static final List<LayerSite> POINTS =
      List.of(
          new LayerSite(5, Site.MLP_OUT),
          new LayerSite(0, Site.RESID_PRE),
          new LayerSite(7, Site.RESID_POST));
  private static final List<int[]> POSITIONS = List.of(new int[] {0, 2, 5}, new int[] {1});

  private StageEngine engine;

  @BeforeAll
  void load() {
    Path folder = Fixtures.model("mood-llama");
    ModelConfig config = ModelConfig.read(folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      engine = StageEngine.load(checkpoint, config, StageSlice.whole(config.layers()));
    }
  }

  @AfterAll
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void batchesOfAnySizeHoldTheSameRows(VectorType type) {
    int each = engine.config().width() * type.bytes();
    List<String> whole = rows(type, 1 << 20, new ArrayList<>());
    assertThat(whole).hasSize(12);
    assertThat(whole.get(0)).startsWith("4 5 mlp_out 0 1 prompt " + type.label());
    assertThat(whole.get(7)).startsWith("9 0 resid_pre 1 8 prompt " + type.label());
    for (int vectors = 0; vectors < 13; vectors++) {
      assertThat(rows(type, (long) vectors * each + 1, new ArrayList<>())).isEqualTo(whole);
    }
  }

  @Test
  void batchesAreOfWholeSlotsWhereTheseFit() {
    int each = engine.config().width() * Float.BYTES;
    List<Integer> sizes = new ArrayList<>();
    rows(VectorType.F32, 11L * each, sizes);
    assertThat(sizes).containsExactly(8, 4);
    sizes.clear();
    rows(VectorType.F32, 3L * each, sizes);
    assertThat(sizes).containsExactly(3, 3, 3, 3);
  }

  @Test
  void smallPassesAreCollectedInTheirOrderAndLargeOnesAreNot() {
    int each = engine.config().width() * Float.BYTES;
    List<String> once = rows(VectorType.F32, 1 << 20, new ArrayList<>());
    List<String> rows = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        ActivationBatches batches =
            new ActivationBatches(
                allocator, root -> take(root, rows, sizes), 1 << 20, 30L * each)) {
      addAll(batches, 3, Phase.GENERATED, POINTS);
      assertThat(sizes).containsExactly(24);
      addAll(batches, 1, Phase.PROMPT, POINTS.subList(0, 1));
      assertThat(sizes).containsExactly(24);
      addAll(batches, 1, Phase.PROMPT, all());
      assertThat(sizes).containsExactly(24, 16, 4 * all().size());
      addAll(batches, 1, Phase.PROMPT, POINTS);
      batches.flush();
      assertThat(sizes).containsExactly(24, 16, 4 * all().size(), 12);
      addAll(batches, 1, Phase.PROMPT, POINTS); // is dropped, and its memory freed
    }
    List<String> steps = once.stream().map(row -> row.replace("prompt", "generated")).toList();
    assertThat(rows.subList(0, 12)).isEqualTo(steps);
    assertThat(rows.subList(24, 36)).isEqualTo(steps);
    assertThat(rows.subList(36, 40)).isEqualTo(once.subList(0, 4));
    assertThat(rows.subList(rows.size() - 12, rows.size())).isEqualTo(once);
  }

  @Test
  void vectorsOfAnotherTypeBeginABatchOfTheirOwn() {
    List<String> rows = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        ActivationBatches batches =
            new ActivationBatches(allocator, root -> take(root, rows, sizes))) {
      for (VectorType type : List.of(VectorType.F32, VectorType.F16, VectorType.F16)) {
        add(batches, new KeepRequest(POINTS, POSITIONS, type), Phase.PROMPT);
      }
      batches.flush();
    }
    assertThat(sizes).containsExactly(12, 24);
    assertThat(rows.subList(0, 12)).isEqualTo(rows(VectorType.F32, 1 << 20, new ArrayList<>()));
    assertThat(rows.subList(24, 36)).isEqualTo(rows(VectorType.F16, 1 << 20, new ArrayList<>()));
  }

  private List<LayerSite> all() {
    return KeepRequest.points(
        IntStream.range(0, engine.config().layers()).toArray(), Arrays.asList(Site.values()));
  }

  private void addAll(ActivationBatches batches, int times, Phase phase, List<LayerSite> points) {
    for (int i = 0; i < times; i++) {
      add(batches, new KeepRequest(points, POSITIONS, VectorType.F32), phase);
    }
  }

  private void add(ActivationBatches batches, KeepRequest request, Phase phase) {
    try (ForwardResult result = engine.forward(BATCH, request, List.of())) {
      batches.add(result.kept(), RowKey.of(BATCH, POSITIONS), phase);
    }
  }

  private List<String> rows(VectorType type, long batchBytes, List<Integer> sizes) {
    List<String> rows = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        ActivationBatches batches =
            new ActivationBatches(allocator, root -> take(root, rows, sizes), batchBytes, 0);
        ForwardResult result =
            engine.forward(BATCH, new KeepRequest(POINTS, POSITIONS, type), List.of())) {
      batches.add(result.kept(), RowKey.of(BATCH, POSITIONS), Phase.PROMPT);
      batches.flush();
    }
    return rows;
  }

  private static void take(VectorSchemaRoot root, List<String> rows, List<Integer> sizes) {
    try (root) {
      sizes.add(root.getRowCount());
      for (int row = 0; row < root.getRowCount(); row++) {
        rows.add(text(root, row));
      }
    }
  }

  private static String text(VectorSchemaRoot root, int row) {
    List<String> values = new ArrayList<>();
    for (FieldVector column : root.getFieldVectors()) {
      Object value = column.getObject(row);
      values.add(value instanceof byte[] b ? HexFormat.of().formatHex(b) : String.valueOf(value));
    }
    return String.join(" ", values);
  }
}
