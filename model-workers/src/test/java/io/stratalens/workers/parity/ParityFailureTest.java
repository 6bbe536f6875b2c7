package io.stratalens.workers.parity;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.checkpoint.SafetensorsWriter;
import io.stratalens.workers.checkpoint.StoredType;
import io.stratalens.workers.checkpoint.TensorInfo;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reference that the model does not agree with fails by name; one that is damaged is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParityFailureTest {
  private static final Path FOLDER = Fixtures.shared("fixtures/qwen3-random");

  @TempDir private Path scratch;
  private StageEngine engine;

  @BeforeAll
  void load() {
    ModelConfig config = ModelConfig.read(FOLDER);
    try (Checkpoint checkpoint = Checkpoint.open(FOLDER)) {
      engine = StageEngine.load(checkpoint, config, StageSlice.whole(config.layers()));
    }
  }

  @AfterAll
  void close() {
    engine.close();
  }

  /** Changes values of the golden file, or leaves them. */
  private interface Damage {
    void apply(Map<String, float[]> floats, Map<String, long[]> longs);
  }

  // Without the continuations, which take a forward pass for each of their tokens.
  private List<Finding> checkNumbers(Damage damage) {
    return check(
        (floats, longs) -> {
          longs.keySet().removeIf(name -> name.endsWith("greedy"));
          damage.apply(floats, longs);
        });
  }

  private List<Finding> check(Damage damage) {
    Path file = scratch.resolve("golden.safetensors");
    try (Checkpoint golden = Checkpoint.open(FOLDER.resolve("golden.safetensors"))) {
      Map<String, float[]> floats = new TreeMap<>();
      Map<String, long[]> longs = new TreeMap<>();
      for (String name : golden.names()) {
        if (golden.tensor(name).type() == StoredType.I64) {
          longs.put(name, golden.longs(name));
        } else {
          floats.put(name, golden.floats(name));
        }
      }
      damage.apply(floats, longs);
      SafetensorsWriter writer = new SafetensorsWriter();
      golden.metadata().forEach(writer::metadata);
      floats.forEach(
          (name, values) ->
              writer.encoded(name, VectorType.F32, shape(golden, name, values.length), values));
      longs.forEach(
          (name, values) -> writer.longs(name, shape(golden, name, values.length), values));
      writer.write(file);
    }
    try (Checkpoint reference = Checkpoint.open(file)) {
      return new ParityCheck(engine, reference, 1e-4).run();
    }
  }

  private static List<Long> shape(Checkpoint golden, String name, int values) {
    TensorInfo tensor = golden.tensor(name);
    long count = tensor.shape().stream().reduce(1L, Math::multiplyExact);
    return count == values ? tensor.shape() : List.of((long) values);
  }

  @Test
  void theUndamagedReferencePasses() {
    assertThat(check((floats, longs) -> {})).hasSizeGreaterThan(20).allMatch(Finding::passed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resid_pre",
        "ln1_out",
        "attn_out",
        "resid_mid",
        "ln2_out",
        "mlp_out",
        "resid_post",
        "logits",
        "lens_probs",
        "lens_entropy"
      })
  void oneWrongValueFailsByName(String kind) {
    List<Finding> findings =
        checkNumbers(
            (floats, longs) -> {
              float[] values = floats.get("p0." + kind);
              values[values.length - 1] += kind.equals("lens_probs") ? 3e-4f : 0.01f;
            });
    List<String> expected =
        kind.equals("lens_probs") ? List.of("lens_ids", "lens_probs") : List.of(kind);
    assertThat(findings.stream().filter(finding -> !finding.passed()).map(Finding::name))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void lensNumbersAreComparedWhateverOthersThereAre() {
    for (String kept : List.of("lens_ids", "lens_probs", "lens_entropy")) {
      List<Finding> findings =
          checkNumbers(
              (floats, longs) -> {
                floats.keySet().removeIf(name -> name.contains("lens_") && !name.endsWith(kept));
                longs.keySet().removeIf(name -> name.contains("lens_") && !name.endsWith(kept));
                longs.computeIfPresent("p0.lens_ids", (name, ids) -> shifted(ids));
                floats.computeIfPresent("p0." + kept, (name, values) -> new float[values.length]);
              });
      assertThat(findings.stream().filter(finding -> !finding.passed()).map(Finding::name))
          .containsExactly(kept);
    }
  }

  private static long[] shifted(long[] ids) {
    return Arrays.stream(ids).map(id -> (id + 7) % 512).toArray();
  }

  @Test
  void aValueThatIsNotANumberFails() {
    assertThat(checkNumbers((floats, longs) -> floats.get("p0.mlp_out")[5] = Float.NaN))
        .filteredOn(finding -> !finding.passed())
        .extracting(Finding::name)
        .containsExactly("mlp_out");
  }

  @Test
  void aWrongContinuationFails() {
    assertThat(check((floats, longs) -> longs.get("p0.greedy")[0] ^= 1))
        .filteredOn(finding -> !finding.passed())
        .extracting(Finding::name)
        .containsExactly("greedy");
  }

  @Test
  void aWrongSteeringVectorFails() {
    assertThat(checkNumbers((floats, longs) -> floats.get("steer.vector")[0] += 1))
        .filteredOn(finding -> !finding.passed())
        .extracting(Finding::name)
        .hasSizeGreaterThan(2)
        .allMatch(name -> name.startsWith("steer."));
  }

  // Another prompt's logits would be compared with those of the first that is left.
  @Test
  void steeredLogitsWithoutTheirPromptAreRefused() {
    assertRefused(
        () ->
            check(
                (floats, longs) -> {
                  floats.keySet().removeIf(name -> name.startsWith("p0."));
                  longs.keySet().removeIf(name -> name.startsWith("p0."));
                }),
        "p0.ids",
        "[1,");
  }

  @Test
  void aContinuationThatTheModelHasNoPositionsForIsRefused() {
    int positions = engine.config().maxPositions();
    assertRefused(
        () -> check((floats, longs) -> longs.put("p1.greedy", new long[positions])),
        "p1.greedy",
        positions + " tokens");
  }

  @ParameterizedTest
  @ValueSource(strings = {"p0.ids", "p0.greedy", "p0.lens_ids"})
  void tokensThatTheModelLacksAreRefused(String name) {
    assertRefused(
        () -> check((floats, longs) -> longs.get(name)[0] = 512), name, "vocabulary", "512");
    assertRefused(
        () -> check((floats, longs) -> longs.get(name)[0] = -1), name, "vocabulary", "-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"p0.lens_ids", "p0.lens_probs", "p0.resid_mid", "p0.logits", "steer.vector"})
  void otherShapesAreRefused(String name) {
    assertRefused(
        () ->
            check(
                (floats, longs) -> {
                  floats.computeIfPresent(name, (key, values) -> new float[values.length - 1]);
                  longs.computeIfPresent(name, (key, values) -> new long[values.length - 1]);
                }),
        name,
        "shape");
  }
}
