package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.selection.Site;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What steps keep, read from stacks one step late, is what they kept. */
class HostCopiesTest {
  private static final int PROMPT = 6;
  private static final int STEPS = 4;

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void vectorsReadOneStepLateFromStacksAreThoseReadAtOnce(VectorType type) {
    try (TestModel model = TestModel.load(Fixtures.model("mood-qwen3"));
        KeyValueCache direct = model.engine().cache(2, PROMPT + STEPS, HostCopies.DIRECT);
        KeyValueCache stacked = model.engine().cache(2, PROMPT + STEPS, HostCopies.STACKED)) {
      Microbatch prompts = model.batch(PROMPT, PROMPT);
      Steps.prefill(model, prompts, direct, 0, 1);
      Steps.prefill(model, prompts, stacked, 0, 1);
      StepResult late = null;
      byte[] expected = {};
      float[] norms = {};
      for (int step = 0; step < STEPS; step++) {
        StepBatch batch = Steps.of(new long[] {0, 1}, new int[] {step + 3, 9}, PROMPT + step);
        // More is kept from step to step, so that the stacks must grow.
        KeepRequest request = request(model, PROMPT + step, step + 1, type);
        StepResult result = model.engine().step(batch, request, List.of(), stacked);
        if (late != null) {
          assertThat(late.kept().norms()).isEqualTo(norms);
          assertThat(bytes(late.kept().bytes())).isEqualTo(expected);
          assertThat(bytes(late.kept().bytes(1, 2)))
              .isEqualTo(
                  Arrays.copyOfRange(expected, expected.length / 2 / step, expected.length / step));
          late.close();
        }
        try (StepResult once = model.engine().step(batch, request, List.of(), direct)) {
          assertThat(result.tokens()).isEqualTo(once.tokens());
          expected = bytes(once.kept().bytes());
          norms = once.kept().norms();
        }
        late = result;
      }
      late.close();
    }
  }

  private static KeepRequest request(TestModel model, int position, int layers, VectorType type) {
    int[] some = Arrays.copyOf(model.layers(), layers);
    List<int[]> positions = List.of(new int[] {position}, new int[] {position});
    return new KeepRequest(some, List.of(Site.RESID_POST), positions, type);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
