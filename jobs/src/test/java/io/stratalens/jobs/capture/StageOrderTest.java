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
  void workOfOneProcessIsRefusedThroughStagesOnACluster() {
    assertThatThrownBy(() -> stages(2).checkOneProcess("sweep", false, config))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("Cannot sweep through stages on a cluster")
        .hasMessageContaining("--stages 2. Leave it out");
    stages(1).checkOneProcess("sweep", false, config);
    StageOrder.WHOLE.checkOneProcess("sweep", false, config);
  }

  @Test
  void oneProcessHasOnePipelineOfNoMoreStagesThanLayers() {
    stages(8).checkOneProcess("sweep", true, config);
    assertThatThrownBy(() -> stages(9).checkOneProcess("sweep", true, config))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("into 9 stages because it has 8 layers");
    StageOrder twice = new StageOrder(OptionalInt.of(2), OptionalInt.of(2));
    assertThatThrownBy(() -> twice.checkOneProcess("sweep", true, config))
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
