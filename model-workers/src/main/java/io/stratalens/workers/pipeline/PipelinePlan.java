package io.stratalens.workers.pipeline;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ParameterInventory;
import io.stratalens.workers.model.ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model cut into contiguous stages, so that the stage with the most parameters has as few as can
 * be. The embedding belongs to the first stage, final norm and unembedding to the last.
 */
public final class PipelinePlan {
  private final List<StageSlice> stages;
  private final long[] sums;

  private PipelinePlan(List<StageSlice> stages, long[] sums) {
    this.stages = List.copyOf(stages);
    this.sums = sums;
  }

  /** Cuts a model; more stages than layers are refused. */
  public static PipelinePlan balanced(ModelConfig config, int stages) {
    int layers = config.layers();
    if (stages < 1 || stages > layers) {
      throw StratalensException.invalid(
          "Cannot cut the model into %d stages because it has %d layers and each stage holds at"
              + " least one. Ask for 1 to %d stages.",
          stages, layers, layers);
    }
    long[] sums = prefixSums(config);
    long[][] best = new long[stages + 1][layers + 1];
    int[][] cut = new int[stages + 1][layers + 1];
    Arrays.fill(best[0], Long.MAX_VALUE);
    best[0][0] = 0;
    for (int stage = 1; stage <= stages; stage++) {
      Arrays.fill(best[stage], Long.MAX_VALUE);
      for (int end = stage; end <= layers; end++) {
        for (int first = stage - 1; first < end; first++) {
          long largest = Math.max(best[stage - 1][first], sums[end] - sums[first]);
          if (largest < best[stage][end]) {
            best[stage][end] = largest;
            cut[stage][end] = first;
          }
        }
      }
    }
    List<StageSlice> slices = new ArrayList<>();
    int end = layers;
    for (int stage = stages; stage >= 1; stage--) {
      int first = cut[stage][end];
      slices.add(0, new StageSlice(first, end, stage == 1, stage == stages));
      end = first;
    }
    return new PipelinePlan(slices, sums);
  }

  /** The stages in order. */
  public List<StageSlice> stages() {
    return stages;
  }

  /**
   * Values that a stage holds: its layers, the embedding in the first and the head in the last. A
   * tied unembedding is held by both ends, so the stages of a tied model sum to more than it has.
   */
  public long parameters(StageSlice stage) {
    return sums[stage.end()] - sums[stage.first()];
  }

  // sums[i]: parameters below layer i; embedding and head count as parts of the end layers.
  private static long[] prefixSums(ModelConfig config) {
    ParameterInventory inventory = new ParameterInventory(config);
    int layers = config.layers();
    long[] sums = new long[layers + 1];
    for (int layer = 0; layer < layers; layer++) {
      long own = ParameterSpec.parameters(inventory.layer(layer));
      if (layer == 0) {
        own += ParameterSpec.parameters(inventory.embedding());
      }
      if (layer == layers - 1) {
        own += inventory.headParameters();
      }
      sums[layer + 1] = sums[layer] + own;
    }
    return sums;
  }
}
