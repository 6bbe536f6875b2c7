package io.stratalens.workers.pipeline;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PipelinePlanTest {
  @Test
  void everyLayerIsHeldOnceWhateverTheShape() {
    Random random = new Random(5);
    for (int trial = 0; trial < 500; trial++) {
      int layers = 1 + random.nextInt(100);
      int stages = 1 + random.nextInt(layers);
      List<StageSlice> plan = PipelinePlan.balanced(Shapes.random(random, layers), stages).stages();

      assertThat(plan).hasSize(stages);
      int next = 0;
      for (int stage = 0; stage < stages; stage++) {
        StageSlice slice = plan.get(stage);
        assertThat(slice.first()).isEqualTo(next);
        assertThat(slice.layers()).isPositive();
        assertThat(slice.embedding()).isEqualTo(stage == 0);
        assertThat(slice.head()).isEqualTo(stage == stages - 1);
        next = slice.end();
      }
      assertThat(next).isEqualTo(layers);
    }
  }

  @Test
  void noOtherCutHasASmallerLargestStage() {
    Random random = new Random(6);
    for (int trial = 0; trial < 300; trial++) {
      int layers = 1 + random.nextInt(10);
      ModelConfig config = Shapes.random(random, layers);
      for (int stages = 1; stages <= layers; stages++) {
        PipelinePlan plan = PipelinePlan.balanced(config, stages);

        assertThat(plan.stages().stream().mapToLong(plan::parameters).max().orElseThrow())
            .as("%d stages of %s", stages, config)
            .isEqualTo(smallestLargest(config, 0, stages));
      }
    }
  }

  @Test
  void aStageHasTheParametersThatItsPartsHave() {
    ModelConfig config = Shapes.plain(3, 8, 2, 1, 10, 100, true);
    // q and o 8 x 8, k and v 4 x 8, three of the MLP 10 x 8, two norms of 8.
    long layer = 2 * 64 + 2 * 32 + 3 * 80 + 2 * 8;
    PipelinePlan plan = PipelinePlan.balanced(config, 3);

    assertThat(plan.stages().stream().mapToLong(plan::parameters).toArray())
        .containsExactly(800 + layer, layer, layer + 8 + 800);
  }

  @Test
  void moreStagesThanLayersAreRefused() {
    ModelConfig config = Shapes.plain(3, 8, 2, 1, 10, 100, true);

    assertRefused(() -> PipelinePlan.balanced(config, 4), "4 stages", "3 layers");
    assertRefused(() -> PipelinePlan.balanced(config, 0), "0 stages");
  }

  /** Over all cuts of the layers from {@code first} on. */
  private static long smallestLargest(ModelConfig config, int first, int stages) {
    if (stages == 1) {
      return size(config, first, config.layers());
    }
    long best = Long.MAX_VALUE;
    for (int end = first + 1; end <= config.layers() - stages + 1; end++) {
      long rest = smallestLargest(config, end, stages - 1);
      best = Math.min(best, Math.max(size(config, first, end), rest));
    }
    return best;
  }

  private static long size(ModelConfig config, int first, int end) {
    long width = config.width();
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.keyValueHeads() * config.headDim();
    long feed = config.feedForward();
    long layer = 2 * width * (queries + keys) + 3 * width * feed + 2 * width;
    if (config.attentionBias()) {
      layer += queries + 2 * keys + width + 2 * feed + width;
    }
    if (config.queryKeyNorm()) {
      layer += 2L * config.headDim();
    }
    long embedding = config.vocabulary() * width;
    return layer * (end - first)
        + (first == 0 ? embedding : 0)
        + (end == config.layers() ? embedding + width : 0);
  }
}
