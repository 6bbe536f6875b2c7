package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Intervention;
import io.stratalens.workers.steering.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading a text step by step gives what reading it at once gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecodingTest {
  private static final int[] PROMPTS = {9, 24, 1, 16};
  private static final int STEPS = 11;

  private final List<TestModel> models = new ArrayList<>();

  @BeforeAll
  void load() {
    for (Path folder :
        List.of(
            Fixtures.shared("fixtures/llama-random"),
            Fixtures.shared("fixtures/qwen2-random"),
            Fixtures.shared("fixtures/mistral-random"),
            Fixtures.model("mood-qwen3"))) {
      models.add(TestModel.load(folder));
    }
  }

  @AfterAll
  void close() {
    models.forEach(TestModel::close);
  }

  Stream<TestModel> models() {
    return models.stream();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("models")
  void activationsOfStepsEqualThoseOfOnePrefill(TestModel model) {
    Microbatch whole = whole(model);
    KeptValues expected = model.capture(whole);
    assertStepsAgree(model, whole, expected, List.of(), 0);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("models")
  void steeringAtGeneratedPositionsEqualsTheSameInOnePrefill(TestModel model) {
    Microbatch whole = whole(model);
    float[] vector = new float[model.config().width()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) Math.sin(i + 1);
    }
    List<int[]> generated =
        IntStream.range(0, PROMPTS.length)
            .mapToObj(
                row ->
                    row == 1
                        ? new int[0]
                        : IntStream.range(PROMPTS[row], PROMPTS[row] + STEPS).toArray())
            .toList();
    List<Intervention> steering = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      if (operation != Operation.REPLACE) {
        steering.add(new Intervention(0, Site.LN2_OUT, operation, 0.7, vector, generated));
      }
    }
    steering.add(new Intervention(1, Site.RESID_POST, Operation.ADD, -2, vector, generated));
    KeptValues expected = model.capture(whole, steering.toArray(Intervention[]::new));
    assertThat(expected.vector(1, Site.RESID_POST, 0, PROMPTS[0]))
        .isNotEqualTo(model.capture(whole).vector(1, Site.RESID_POST, 0, PROMPTS[0]));
    assertStepsAgree(model, whole, expected, steering, 0);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("models")
  void aRowGoesOnWhereItsSlotWasMoved(TestModel model) {
    Microbatch whole = whole(model);
    assertStepsAgree(model, whole, model.capture(whole), List.of(), 2);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("models")
  void aCacheTooSmallForTheStepIsRefused(TestModel model) {
    Microbatch batch = model.batch(8, 3);
    try (KeyValueCache cache = model.engine().cache(2, 8)) {
      assertThatThrownBy(() -> Steps.prefill(model, batch, cache, new int[] {0, 2}))
          .isInstanceOf(IndexOutOfBoundsException.class);
      Steps.prefill(model, batch, cache, new int[] {1, 0});
      CaptureRequest nothing = CaptureRequest.nothing(1);
      assertThatThrownBy(
              () ->
                  model
                      .engine()
                      .step(Steps.of(new long[] {0}, new int[1], 8), nothing, List.of(), cache))
          .hasMessageContaining("2 slots of 8");
    }
  }

  private static Microbatch whole(TestModel model) {
    return model.batch(IntStream.of(PROMPTS).map(length -> length + STEPS).toArray());
  }

  /** Reads the prompts, then the rest token by token, and compares everything. */
  private static void assertStepsAgree(
      TestModel model,
      Microbatch whole,
      KeptValues expected,
      List<Intervention> steering,
      int spare) {
    List<TokenRow> rows = whole.rows();
    Microbatch prompts =
        new Microbatch(
            IntStream.range(0, PROMPTS.length)
                .mapToObj(
                    row -> new TokenRow(row, Arrays.copyOf(rows.get(row).ids(), PROMPTS[row])))
                .toList());
    try (KeyValueCache cache = model.engine().cache(PROMPTS.length + spare, 24 + STEPS)) {
      int[] slots = IntStream.range(0, PROMPTS.length).map(row -> row + spare).toArray();
      Steps.prefill(model, prompts, cache, slots);
      for (int row = 0; row < PROMPTS.length && spare > 0; row++) {
        cache.move(row + spare, row);
      }
      for (int step = 0; step < STEPS; step++) {
        KeptValues own = Steps.capture(model, rows, PROMPTS, step, steering, cache);
        for (int layer : model.layers()) {
          for (Site site : Site.values()) {
            for (int row = 0; row < PROMPTS.length; row++) {
              Agreement.assertVector(
                  own.vector(layer, site, row, 0),
                  expected.vector(layer, site, row, PROMPTS[row] + step),
                  Agreement.TOLERANCE,
                  List.of(layer, site, row, step));
            }
          }
        }
        assertThat(own.request().type()).isEqualTo(VectorType.F32);
      }
    }
  }
}
