package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.capture.ActivationBatches;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.selection.Site;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One forward pass that keeps more than a buffer holds. */
@Tag("soak")
class LargeCaptureTest {
  private static final String WIDE =
      """
      {"hidden_size": 1024, "intermediate_size": 8, "num_hidden_layers": 64, "head_dim": 2,
       "num_attention_heads": 1, "num_key_value_heads": 1, "vocab_size": 5,
       "max_position_embeddings": 2600}
      """;

  @TempDir private Path folder;

  private byte[] last;
  private long rows;

  @ParameterizedTest
  @EnumSource(
      value = VectorType.class,
      names = {"F32", "F16"})
  void everyVectorIsHandedOver(VectorType type) {
    RandomCheckpoint.write(folder, "LlamaForCausalLM", WIDE, List.of(VectorType.F32));
    try (TestModel model = TestModel.load(folder);
        BufferAllocator allocator = new RootAllocator();
        ActivationBatches batches = new ActivationBatches(allocator, this::take)) {
      Microbatch batch = model.batch(4800 / type.bytes());
      KeepRequest request = model.all(batch, type);
      int tokens = request.rows();
      try (ForwardResult result = model.engine().forward(batch, request, List.of())) {
        assertThat(result.kept().count() * 1024 * type.bytes()).isGreaterThan(Integer.MAX_VALUE);
        batches.add(result.kept(), RowKey.of(batch, request.positions()), Phase.PROMPT);
      }
      assertThat(rows).isEqualTo(64L * Site.values().length * tokens);
      KeepRequest one =
          new KeepRequest(
              new int[] {63}, List.of(Site.RESID_POST), List.of(new int[] {tokens - 1}), type);
      assertThat(last).isEqualTo(model.capture(batch, one).bytes());
    }
  }

  private void take(VectorSchemaRoot root) {
    try (root) {
      rows += root.getRowCount();
      last = ((VarBinaryVector) root.getVector("vector")).get(root.getRowCount() - 1);
    }
  }
}
