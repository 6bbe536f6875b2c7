package io.stratalens.jobs.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.warehouse.StoredVector;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NamedVectorTest {
  private static final int[] LAYERS = {2, 4};
  private final NamedVector mood =
      new NamedVector(new VectorSource.Named("mood", Optional.empty()), Site.LN2_OUT);

  @Test
  void theOnlyVectorOfALayerIsTakenHoweverItWasMade() {
    StoredVector mean = stored("a", 2, "mean");
    StoredVector imported = stored("b", 4, "imported");

    assertThat(mood.only(LAYERS, List.of(imported, mean)))
        .hasSize(2)
        .containsEntry(2, mean)
        .containsEntry(4, imported);
  }

  @Test
  void severalAreToldApartByTheirMethods() {
    List<StoredVector> several =
        List.of(stored("a", 2, "mean"), stored("b", 4, "pca"), stored("c", 4, "mean"));

    assertThatThrownBy(() -> mood.only(LAYERS, several))
        .hasMessage(
            "Cannot steer because the table steering_vectors has 2 vectors of this model at ln2_out"
                + " of layer 4 for the data set: mood. Name one: method=mean or method=pca");
  }

  @Test
  void severalOfOneMethodAreToldApartByTheirIds() {
    List<StoredVector> several =
        List.of(stored("b", 2, "mean"), stored("a", 2, "mean"), stored("c", 2, "pca"));

    assertThatThrownBy(() -> mood.only(LAYERS, several))
        .hasMessageEndingWith("Name one: vector=id:a or id:b or id:c");
  }

  private static StoredVector stored(String id, int layer, String method) {
    return new StoredVector(
        id,
        "mood",
        "model",
        new LayerSite(layer, Site.LN2_OUT),
        method,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        new float[] {1},
        Optional.empty());
  }
}
