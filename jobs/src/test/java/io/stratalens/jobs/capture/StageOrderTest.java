package io.stratalens.jobs.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.testing.Checkout;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.host.HostedStage;
import io.stratalens.workers.model.ModelConfig;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StageOrderTest {
  private final ModelConfig config = ModelConfig.read(Checkout.model("mood-llama"));

  @Test
  void oneProcessHasOnePipelineOfNoMoreStagesThanLayers() {
    stages(8).checkLocal();
    assertThat(stages(8).plan(config).orElseThrow().stages()).hasSize(8);
    assertThatThrownBy(() -> stages(9).plan(config))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("into 9 stages because it has 8 layers");
    StageOrder twice = new StageOrder(OptionalInt.of(2), OptionalInt.of(2));
    assertThatThrownBy(twice::checkLocal)
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("--replicas 2");
  }

  @Test
  void oneProcessHostsEveryLayerOnceInOrder() {
    assertThat(stages(3).inOneProcess(config).stream().map(HostedStage::slice))
        .hasSize(3)
        .satisfies(
            slices -> {
              assertThat(slices.get(0).first()).isZero();
              assertThat(slices.get(1).first()).isEqualTo(slices.get(0).end());
              assertThat(slices.get(2).first()).isEqualTo(slices.get(1).end());
              assertThat(slices.get(2).end()).isEqualTo(8);
            });
  }

  private static StageOrder stages(int stages) {
    return new StageOrder(OptionalInt.of(stages), OptionalInt.empty());
  }
}
