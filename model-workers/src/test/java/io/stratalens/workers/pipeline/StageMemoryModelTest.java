package io.stratalens.workers.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import org.junit.jupiter.api.Test;

class StageMemoryModelTest {
  // bf16. A layer: q and o 8 x 8, k and v 4 x 8, three of the MLP 10 x 8, two norms: 448 values.
  private static final ModelConfig CONFIG = Shapes.plain(3, 8, 2, 1, 10, 100, true);
  private static final StageSlice FIRST = new StageSlice(0, 1, true, false);
  private static final StageSlice MIDDLE = new StageSlice(1, 2, false, false);
  private static final StageSlice LAST = new StageSlice(2, 3, false, true);
  private static final StagePass PASS = new StagePass(16, 4, VectorType.F32, 0);

  @Test
  void aGpuHoldsResultsUntilTheStageBesideItHasReadThem() {
    StageMemory memory = new StageMemoryModel(CONFIG, true).of(FIRST, PASS, 6, false, true);

    assertThat(memory)
        .isEqualTo(
            new StageMemory(
                2 * (800 + 448),
                2 * 1600, // the embedding and a copy of it
                6 * 4 * 8 * 4,
                4 * (2 * 256 + 768) + 256,
                0,
                2 * 256 + 16 * 2 * (16 + 52)));
    assertThat(memory.total()).isEqualTo(2496 + 768 + 5376 + 2688);
  }

  @Test
  void aGpuWhoseNeighboursAreElsewhereHoldsOneCopyToSend() {
    StageMemory memory = new StageMemoryModel(CONFIG, true).of(MIDDLE, PASS, 6, false, false);

    assertThat(memory.weights()).isEqualTo(896);
    assertThat(memory.loading()).isEqualTo(896 + 320);
    assertThat(memory.links()).isEqualTo(256);
  }

  @Test
  void aCpuComputesInFloat32AndHoldsWhatArrives() {
    StagePass pass = new StagePass(16, 4, VectorType.BF16, 0);
    StageMemory memory = new StageMemoryModel(CONFIG, false).of(LAST, pass, 6, false, false);

    assertThat(memory)
        .isEqualTo(
            new StageMemory(
                4 * 448 + 4 * 808,
                5024 + 3200, // the unembedding and its packed copy
                6 * 4 * 8 * 2,
                4 * 512,
                0,
                2 * 512 + 16 * 4 * (16 + 52)));
  }

  @Test
  void theHeadTakesFourBytesAValueOnAGpuToo() {
    assertThat(new StageMemoryModel(CONFIG, true).of(LAST, PASS, 0, false, false).weights())
        .isEqualTo(2 * 448 + 4 * 808);
  }

  @Test
  void theNormsOfManyRoundedVectorsTakeMoreThanABlock() {
    StagePass pass = new StagePass(16, 16, VectorType.BF16, 0);

    assertThat(new StageMemoryModel(CONFIG, true).of(MIDDLE, pass, 100, false, false).workspace())
        .isEqualTo(2 * 256 + 100 * 16 * 8 * 4);
  }

  @Test
  void loadingCanNeedMoreThanComputing() {
    StagePass small = new StagePass(1, 1, VectorType.F32, 0);
    StageMemory memory = new StageMemoryModel(CONFIG, true).of(LAST, small, 1, true, false);

    assertThat(memory.total()).isEqualTo(memory.loading()).isEqualTo(2 * 448 + 4 * 808 + 3200);
  }

  @Test
  void everyLayerHoldsKeysAndValuesOfEveryCachedPosition() {
    StageSlice two = new StageSlice(1, 3, false, true);
    StagePass steps = new StagePass(16, 4, VectorType.F32, 24);
    StageMemory gpu = new StageMemoryModel(CONFIG, true).of(two, steps, 6, false, false);
    StageMemory cpu = new StageMemoryModel(CONFIG, false).of(two, steps, 6, false, false);

    // One head of keys and one of values, four wide.
    assertThat(gpu.cache()).isEqualTo(2 * 24 * 2 * 4 * 2);
    assertThat(cpu.cache()).isEqualTo(2 * gpu.cache());
    StageMemory without = new StageMemoryModel(CONFIG, true).of(two, PASS, 6, false, false);
    assertThat(gpu.roomForCaches(gpu.total())).isEqualTo(without.roomForCaches(gpu.total()));
    long computing = gpu.weights() + gpu.kept() + gpu.links() + gpu.workspace();
    assertThat(gpu.roomForCaches(computing + gpu.cache() + 9000)).isEqualTo(gpu.cache() + 9000);
    assertThat(gpu.roomForCaches(gpu.loading() - 1)).isZero();
  }
}
