package io.stratalens.udfs.steerability;

import static io.stratalens.udfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.steerability.SlopesAcrossDatasets.LayerSlope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlopesAcrossDatasetsTest {
  @Test
  void meansAreTakenAtEachLayerAndAtEachSetsBest() {
    SlopesAcrossDatasets across =
        SlopesAcrossDatasets.of(
            List.of(
                new LayerSlope("a", 0, 1),
                new LayerSlope("a", 1, 2),
                new LayerSlope("a", 2, 2),
                new LayerSlope("b", 2, -5),
                new LayerSlope("b", 1, -2),
                new LayerSlope("b", 0, 3)));
    assertThat(across.byLayer()).isEqualTo(Map.of(0, 2.0, 1, 0.0, 2, -1.5));
    assertThat(across.bestLayers()).isEqualTo(Map.of("a", 1, "b", 0));
    assertThat(across.atBest()).isEqualTo(2.5);
  }

  @Test
  void aLayerThatADataSetLacksOrHasTwiceIsRefused() {
    LayerSlope a = new LayerSlope("a", 0, 1);
    assertRefused(
        () -> SlopesAcrossDatasets.of(List.of(a, new LayerSlope("b", 1, 1))), "a", "layer 1: 0");
    assertRefused(() -> SlopesAcrossDatasets.of(List.of(a, a)), "a", "layer 0: 2");
    assertRefused(() -> SlopesAcrossDatasets.of(List.of()), "none");
  }
}
