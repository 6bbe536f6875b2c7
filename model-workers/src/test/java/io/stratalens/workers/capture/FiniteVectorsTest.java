package io.stratalens.workers.capture;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.lens.LensReader;
import io.stratalens.workers.lens.LensSpec;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Intervention;
import io.stratalens.workers.steering.Operation;
import io.stratalens.workers.tokens.TokenNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** No route makes rows of values that are not finite; here an intervention brings them about. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FiniteVectorsTest {
  private static final Microbatch BATCH =
      new Microbatch(
          List.of(new TokenRow(4, new int[] {1, 2, 3, 4}), new TokenRow(9, new int[] {7, 8, 9})));
  private static final List<LayerSite> POINTS =
      List.of(new LayerSite(2, Site.MLP_OUT), new LayerSite(3, Site.RESID_PRE));
  private static final List<int[]> POSITIONS = List.of(new int[] {0, 2}, new int[] {1, 2});
  private static final String WHERE = "resid_pre of layer 3 at position 2 of prompt 9 as ";

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

  /** What is made of the kept vectors. */
  private enum Route {
    ROWS,
    LENS
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void aValueBeyondTheStoredTypeIsRefusedWithTypesThatHoldIt(Route route) {
    assertRefused(
        () -> run(route, VectorType.F16, 1e6f),
        WHERE + "f16",
        "computed in f32",
        "65504.0: Infinity",
        "--dtype f32 or bf16");
  }

  @ParameterizedTest
  @CsvSource({
    "ROWS, F32, Infinity, Infinity",
    "ROWS, F16, NaN, NaN",
    "ROWS, BF16, NaN, NaN",
    "LENS, F32, NaN, NaN",
    "LENS, F32, 1e30, float32 holds"
  })
  void aValueOfTheModelItselfFails(Route route, VectorType type, float value, String culprit) {
    ThrowingCallable call = () -> run(route, type, value);
    assertThatThrownBy(call)
        .isInstanceOf(StratalensException.class)
        .hasMessageContainingAll(WHERE + type.label(), culprit)
        .hasMessageNotContaining("--dtype")
        .extracting(error -> ((StratalensException) error).category())
        .isEqualTo(ErrorCategory.FAILED);
  }

  @ParameterizedTest
  @CsvSource({"ROWS, F32, 1e6", "ROWS, BF16, 1e6", "ROWS, F16, 6e4", "LENS, F16, 6e4"})
  void largeValuesThatTheTypeHoldsAreKept(Route route, VectorType type, float value) {
    assertThat(run(route, type, value)).isEqualTo(8);
  }

  // Replaces one vector by ones and this value, and returns how many rows came of all.
  private int run(Route route, VectorType type, float value) {
    float[] vector = new float[engine.config().width()];
    Arrays.fill(vector, 1);
    vector[0] = value;
    Intervention set =
        new Intervention(
            3, Site.RESID_PRE, Operation.REPLACE, 0, vector, List.of(new int[0], new int[] {2}));
    List<Integer> sizes = new ArrayList<>();
    Consumer<VectorSchemaRoot> taker =
        root -> {
          sizes.add(root.getRowCount());
          root.close();
        };
    KeepRequest request = new KeepRequest(POINTS, POSITIONS, type);
    try (BufferAllocator allocator = new RootAllocator();
        ForwardResult result = engine.forward(BATCH, request, List.of(set))) {
      if (route == Route.ROWS) {
        try (ActivationBatches batches = new ActivationBatches(allocator, taker)) {
          batches.add(result.kept(), RowKey.of(BATCH, POSITIONS), Phase.PROMPT);
          batches.flush();
        }
      } else {
        LensSpec spec = new LensSpec(2, List.of());
        new LensReader(engine, spec, TokenNames.unnamed(), allocator)
            .readKept(result.kept(), RowKey.of(BATCH, POSITIONS), POINTS, -1, taker);
      }
    }
    return sizes.stream().mapToInt(Integer::intValue).sum();
  }
}
