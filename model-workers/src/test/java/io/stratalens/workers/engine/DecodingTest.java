package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.sampling.Draw;
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
import org.junit.jupiter.api.Test;
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
      KeepRequest nothing = KeepRequest.nothing(1);
      assertThatThrownBy(
              () ->
                  model
                      .engine()
                      .step(Steps.of(new long[] {0}, new int[1], 8), nothing, List.of(), cache))
          .hasMessageContaining("2 slots of 8");
    }
  }

  @Test
  void stagesGiveTheBitsOfTheWholeModel() {
    Path folder = Fixtures.model("mood-qwen3");
    ModelConfig config = ModelConfig.read(folder);
    int layers = config.layers();
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        StageEngine whole = StageEngine.load(checkpoint, config, StageSlice.whole(layers));
        StageEngine first =
            StageEngine.load(checkpoint, config, new StageSlice(0, 1, true, false));
        StageEngine middle =
            StageEngine.load(checkpoint, config, new StageSlice(1, 2, false, false));
        StageEngine last =
            StageEngine.load(checkpoint, config, new StageSlice(2, layers, false, true));
        KeyValueCache wholes = whole.cache(2, 20);
        KeyValueCache firsts = first.cache(2, 20);
        KeyValueCache middles = middle.cache(2, 20);
        KeyValueCache lasts = last.cache(2, 20);
        TestModel model = new TestModel(whole)) {
      Microbatch prompts = model.batch(5, 9);
      int[] slots = {0, 1};
      KeepRequest nothing = KeepRequest.nothing(2);
      Steps.prefill(model, prompts, wholes, slots);
      try (ForwardResult a =
              first.prefill(prompts, nothing, List.of(), new CacheSlots(firsts, slots));
          ForwardResult b =
              middle.prefill(
                  prompts, a.hiddenBytes(), nothing, List.of(), new CacheSlots(middles, slots))) {
        last.prefill(prompts, b.hiddenBytes(), nothing, List.of(), new CacheSlots(lasts, slots))
            .close();
      }
      for (int position = 9; position < 15; position++) {
        StepBatch batch = Steps.of(new long[] {0, 1}, new int[] {position, 3}, position);
        try (StepResult together = whole.step(batch, nothing, List.of(), wholes);
            StepResult a = first.step(batch, nothing, List.of(), firsts);
            StepResult b = middle.step(batch, a.hiddenBytes(), nothing, List.of(), middles);
            StepResult c = last.step(batch, b.hiddenBytes(), nothing, List.of(), lasts)) {
          assertThat(a.tokens()).isEmpty();
          assertThat(c.tokens()).isEqualTo(together.tokens());
          assertThat(last.logits(c, batch)).isEqualTo(whole.logits(together, batch));
        }
      }
    }
  }

  @Test
  void logitsThatAreNotFiniteGiveNoToken() {
    TestModel model = models.get(0);
    Microbatch batch = model.batch(4, 3);
    float[] vector = new float[model.config().width()];
    Arrays.fill(vector, 1e38f);
    Intervention add =
        new Intervention(
            0, Site.RESID_POST, Operation.ADD, 100, vector, List.of(new int[] {3}, new int[0]));
    KeepRequest nothing = KeepRequest.nothing(2);
    List<Draw> draws = List.of(Draw.greedy(), Draw.greedy());
    try (ForwardResult result = model.engine().forward(batch, nothing, List.of(add))) {
      assertThatThrownBy(() -> model.engine().next(result, batch, draws))
          .isInstanceOf(StratalensException.class)
          .hasMessageContaining("not finite");
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
