package io.stratalens.workers.engine;

import static io.stratalens.workers.Refusals.assertRefused;

import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Intervention;
import io.stratalens.workers.steering.Operation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not fit the model or the prompt is refused before anything is computed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringRefusalTest {
  private TestModel model;
  private Microbatch batch;

  @BeforeAll
  void load() {
    model = TestModel.load(Fixtures.shared("fixtures/llama-random"));
    batch = model.batch(11, 6);
  }

  @AfterAll
  void close() {
    model.close();
  }

  private void steer(int layer, Operation operation, float[] vector, int position) {
    List<int[]> positions = List.of(new int[0], new int[] {position});
    model.capture(batch, new Intervention(layer, Site.LN2_OUT, operation, 1, vector, positions));
  }

  @Test
  void aVectorOfAnotherWidthIsRefused() {
    assertRefused(() -> steer(3, Operation.ADD, new float[65], 0), "width", "64", "65");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6, 7, 11})
  void aPositionThatThePromptLacksIsRefused(int position) {
    assertRefused(
        () -> steer(3, Operation.ADD, new float[64], position), "no position " + position, "6");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6})
  void aLayerThatTheModelLacksIsRefused(int layer) {
    assertRefused(
        () -> steer(layer, Operation.ADD, new float[64], 0), "layers 0 to 5", ": " + layer);
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ADD", "REPLACE"})
  void aVectorOfZerosHasNoDirection(Operation operation) {
    assertRefused(
        () -> steer(3, operation, new float[64], 0),
        "no direction",
        "ln2_out",
        "layer 3",
        "operation=" + operation.label(),
        ": 0.0");
  }

  /** Squares of these are no float32 any more, so that u would be no number or zero. */
  @ParameterizedTest
  @ValueSource(floats = {1e-30f, 1e25f})
  void aVectorWhoseNormIsNoFloatHasNoDirection(float value) {
    float[] vector = new float[64];
    Arrays.fill(vector, value);
    assertRefused(() -> steer(3, Operation.ABLATE, vector, 0), "no direction", "ablate");
    steer(3, Operation.ADD, vector, 0);
  }
}
