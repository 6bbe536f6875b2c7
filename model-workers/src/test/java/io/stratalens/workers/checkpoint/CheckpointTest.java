package io.stratalens.workers.checkpoint;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "llama-random, 57, F32",
    "qwen3-random, 68, F32",
    "mistral-random, 48, F32",
    "qwen2-random, 62, BF16"
  })
  void everyRandomModelIsReadFromItsFolder(String name, int tensors, StoredType type) {
    try (Checkpoint checkpoint = Checkpoint.open(Fixtures.shared("fixtures/" + name))) {
      assertThat(List.copyOf(checkpoint.names())).hasSize(tensors).isSorted();
      assertThat(checkpoint.names()).allMatch(each -> checkpoint.tensor(each).type() == type);
      TensorInfo embedding = checkpoint.tensor("model.embed_tokens.weight");
      assertThat(embedding.shape()).containsExactly(512L, 64L);
      assertThat(embedding.length()).isEqualTo(512L * 64 * type.bytes());
      assertThat(checkpoint.floats("model.embed_tokens.weight")).hasSize(512 * 64);
    }
  }

  @ParameterizedTest
  @CsvSource({"mood-llama, 74", "mood-qwen3, 90"})
  void theEmbeddedModelsAreRead(String name, int tensors) {
    try (Checkpoint checkpoint = Checkpoint.open(Fixtures.model(name))) {
      assertThat(checkpoint.names()).hasSize(tensors);
      assertThat(checkpoint.metadata()).containsEntry("format", "pt");
      assertThat(checkpoint.tensor("model.norm.weight").type()).isEqualTo(StoredType.BF16);
    }
  }

  @Test
  void storedWeightsAreThoseThatNumpyReads() {
    try (Checkpoint checkpoint = Checkpoint.open(Fixtures.model("mood-llama"))) {
      assertThat(checkpoint.floats("model.norm.weight"))
          .startsWith(1.125f, 1.1171875f, 1.015625f, 1.015625f);
    }
  }

  @Test
  void aReferenceFileIsReadWithItsMetadataAndWholeNumbers() {
    Path file = Fixtures.shared("fixtures/llama-random/golden.safetensors");
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.metadata()).containsEntry("steer_layer", "3");
      assertThat(checkpoint.has("p0.ids")).isTrue();
      assertThat(checkpoint.has("p9.ids")).isFalse();
      assertThat(checkpoint.tensor("p0.ids").shape()).containsExactly(9L);
      assertThat(checkpoint.longs("p0.ids"))
          .containsExactly(317, 24, 333, 28, 135, 269, 139, 181, 60);
    }
  }

  @Test
  void aShardedCheckpointHasNoMetadataOfItsOwn() {
    try (Checkpoint checkpoint = Checkpoint.open(Fixtures.shared("fixtures/llama-random"))) {
      assertThat(checkpoint.metadata()).isEmpty();
      assertThat(checkpoint.tensor("lm_head.weight").file().getFileName())
          .hasToString("model-00005-of-00005.safetensors");
    }
  }

  @Test
  void valuesOfEveryTypeComeBackExactly() {
    Path file =
        new SafetensorsWriter()
            .floats("f32", List.of(3L), 1.5f, -0.0f, Float.MIN_VALUE)
            .encoded("f16", VectorType.F16, List.of(1L, 2L), 65504f, -0.5f)
            .encoded("bf16", VectorType.BF16, List.of(2L), 3.140625f, Float.NEGATIVE_INFINITY)
            .longs("i64", List.of(2L), Long.MIN_VALUE, 7)
            .floats("scalar", List.of(), 42)
            .floats("empty", List.of(0L, 5L))
            .write(folder.resolve("types.safetensors"));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.floats("f32")).containsExactly(1.5f, -0.0f, Float.MIN_VALUE);
      assertThat(checkpoint.floats("f16")).containsExactly(65504f, -0.5f);
      assertThat(checkpoint.floats("bf16")).containsExactly(3.140625f, Float.NEGATIVE_INFINITY);
      assertThat(checkpoint.longs("i64")).containsExactly(Long.MIN_VALUE, 7);
      assertThat(checkpoint.floats("scalar")).containsExactly(42);
      assertThat(checkpoint.tensor("scalar").rows()).isEqualTo(1);
      assertThat(checkpoint.floats("empty")).isEmpty();
    }
  }

  @Test
  void rowsAreADirectLittleEndianViewOfThoseRowsOnly() {
    Path file =
        new SafetensorsWriter()
            .longs("before", List.of(1L), 1)
            .floats("rows", List.of(3L, 2L), 0, 1, 10, 11, 20, 21)
            .write(folder.resolve("rows.safetensors"));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      ByteBuffer rows = checkpoint.rows("rows", 1, 2);
      assertThat(rows.isDirect()).isTrue();
      assertThat(rows.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[4];
      rows.asFloatBuffer().get(values);
      assertThat(rows.remaining()).isEqualTo(16);
      assertThat(values).containsExactly(10, 11, 20, 21);
      assertThat(checkpoint.rows("rows", 3, 0).remaining()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 4", "3, 1", "1, -1", "2, 9223372036854775807"})
  void rowsThatTheTensorLacksAreRefused(long first, long rows) {
    Path file =
        new SafetensorsWriter()
            .floats("rows", List.of(3L, 1L), 0, 1, 2)
            .write(folder.resolve("rows.safetensors"));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertRefused(() -> checkpoint.rows("rows", first, rows), "tensor rows", ": 3");
    }
  }

  @Test
  void aMissingTensorIsRefusedByName() {
    Path file = new SafetensorsWriter().floats("a", List.of(1L), 1).write(folder.resolve("a.st"));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertRefused(() -> checkpoint.tensor("b"), "a.st", "b");
    }
  }

  @Test
  void aTypeThatIsNotReadIsRefusedOnlyWhenItsTensorIsAskedFor() {
    Path file =
        new SafetensorsWriter()
            .raw("flags", "BOOL", List.of(3L), new byte[3])
            .raw("new", "F4_X2", List.of(16L), new byte[5])
            .floats("weights", List.of(1L), 1)
            .write(folder.resolve("mixed.safetensors"));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.names()).containsExactly("flags", "new", "weights");
      assertThat(checkpoint.floats("weights")).containsExactly(1);
      assertRefused(() -> checkpoint.tensor("flags"), "flags", "BOOL");
      assertRefused(() -> checkpoint.map("new"), "new", "F4_X2");
    }
  }

  @Test
  void valuesAreNotReadAsAnotherType() {
    Path file =
        new SafetensorsWriter()
            .floats("weights", List.of(1L), 1)
            .longs("ids", List.of(1L), 1)
            .write(folder.resolve("mixed.safetensors"));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertRefused(() -> checkpoint.longs("weights"), "weights", "F32");
      assertRefused(() -> checkpoint.floats("ids"), "ids", "I64");
    }
  }

  @Test
  void shardsMayBeSymbolicLinksAsInTheDownloadCache() throws IOException {
    Path blobs = Files.createDirectory(folder.resolve("blobs"));
    Path snapshot = Files.createDirectory(folder.resolve("snapshot"));
    new SafetensorsWriter().floats("a", List.of(1L), 1).write(blobs.resolve("1f"));
    Files.createSymbolicLink(snapshot.resolve("one.safetensors"), Path.of("../blobs/1f"));
    Files.writeString(
        snapshot.resolve("model.safetensors.index.json"),
        "{\"metadata\": {\"total_size\": 4}, \"weight_map\": {\"a\": \"one.safetensors\"}}");
    try (Checkpoint checkpoint = Checkpoint.open(snapshot)) {
      assertThat(checkpoint.floats("a")).containsExactly(1);
    }
  }

  @Test
  void theContentHashIsThatOfTheConfigurationAndTheShardsByName() throws Exception {
    Path model = Fixtures.shared("fixtures/qwen2-random");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Files.readAllBytes(model.resolve("config.json")));
    for (int shard = 1; shard <= 3; shard++) {
      bytes.writeBytes(
          Files.readAllBytes(model.resolve("model-0000" + shard + "-of-00003.safetensors")));
    }
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      assertThat(checkpoint.contentHash()).isEqualTo(HexFormat.of().formatHex(expected));
    }
  }

  @Test
  void theContentHashOfASingleFileIsTheFiles() throws Exception {
    Path file = new SafetensorsWriter().floats("a", List.of(1L), 1).write(folder.resolve("a.st"));
    Files.writeString(folder.resolve("config.json"), "{}");
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.contentHash()).isEqualTo(HexFormat.of().formatHex(expected));
    }
  }

  @Test
  void buffersOutliveTheCheckpointAndNewOnesAreNotMade() {
    Path file = new SafetensorsWriter().floats("a", List.of(1L), 5).write(folder.resolve("a.st"));
    Checkpoint checkpoint = Checkpoint.open(file);
    ByteBuffer buffer = checkpoint.map("a");
    checkpoint.close();
    assertThat(buffer.getFloat(0)).isEqualTo(5);
    assertThatThrownBy(() -> checkpoint.map("a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptEndsOneReadButNotTheCheckpoint() {
    Path file = new SafetensorsWriter().floats("a", List.of(1L), 5).write(folder.resolve("a.st"));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> checkpoint.map("a")).isInstanceOf(StratalensException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(checkpoint.floats("a")).containsExactly(5);
    }
  }

  @Test
  void aFileThatBecameShorterIsRefused() throws IOException {
    Path file = new SafetensorsWriter().floats("a", List.of(1L), 5).write(folder.resolve("a.st"));
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Files.writeString(file, "x");
      assertRefused(() -> checkpoint.map("a"), "a.st", "shorter");
    }
  }
}
