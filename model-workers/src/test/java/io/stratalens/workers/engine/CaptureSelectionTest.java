package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept does not depend on what else is kept, and is kept as asked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaptureSelectionTest {
  private TestModel model;
  private Microbatch batch;
  private KeptValues whole;

  @BeforeAll
  void load() {
    model = TestModel.load(Fixtures.model("mood-llama"));
    batch = model.batch(12, 5, 9);
    whole = model.capture(batch);
  }

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void aSelectionHasTheBitsOfTheWhole() {
    List<LayerSite> points =
        List.of(
            new LayerSite(7, Site.RESID_POST),
            new LayerSite(0, Site.LN1_OUT),
            new LayerSite(3, Site.MLP_OUT),
            new LayerSite(3, Site.ATTN_OUT),
            new LayerSite(0, Site.RESID_PRE));
    List<int[]> positions = List.of(new int[] {0, 11}, new int[] {}, new int[] {8, 3, 4});
    KeptValues some = model.capture(batch, new KeepRequest(points, positions, VectorType.F32));
    assertThat(some.values()).hasSize(points.size() * 5 * model.config().width());
    for (LayerSite point : points) {
      for (int row = 0; row < positions.size(); row++) {
        for (int i = 0; i < positions.get(row).length; i++) {
          assertThat(some.stored(point.layer(), point.site(), row, i))
              .isEqualTo(whole.stored(point.layer(), point.site(), row, positions.get(row)[i]));
        }
      }
    }
  }

  @Test
  void whatIsKeptDoesNotChangeTheLogits() {
    float[] bare = model.logits(batch);
    try (ForwardResult result =
        model.engine().forward(batch, model.all(batch, VectorType.BF16), List.of())) {
      assertThat(model.engine().logits(result, batch, batch.allPositions())).isEqualTo(bare);
    }
  }

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void narrowTypesRoundToNearestEven(VectorType type) {
    KeptValues kept = model.capture(batch, model.all(batch, type));
    assertThat(kept.bytes()).isEqualTo(type.encode(whole.values()));
  }

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void normsAreThoseOfTheKeptVectors(VectorType type) {
    KeptValues kept = model.capture(batch, model.all(batch, type));
    assertThat(kept.norms()).hasSize(kept.values().length / kept.width());
    for (int i = 0; i < kept.norms().length; i++) {
      double[] own =
          Agreement.doubles(
              Arrays.copyOfRange(kept.values(), i * kept.width(), (i + 1) * kept.width()));
      double norm = Math.sqrt(Formulas.dot(own, own));
      assertThat((double) kept.norms()[i]).isCloseTo(norm, within(1e-6 * norm));
    }
  }

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void partsHaveTheBytesOfTheWhole(VectorType type) {
    try (ForwardResult result = model.engine().forward(batch, model.all(batch, type), List.of())) {
      KeptVectors kept = result.kept();
      byte[] all = bytes(kept.bytes());
      int each = kept.width() * type.bytes();
      assertThat(all).hasSize(Math.toIntExact(kept.count() * each));
      for (int size : new int[] {1, 7, 26, 333}) {
        for (int first = 0; first < kept.count(); first += size) {
          int end = (int) Math.min(kept.count(), first + size);
          assertThat(bytes(kept.bytes(first, end)))
              .isEqualTo(Arrays.copyOfRange(all, first * each, end * each));
        }
      }
      assertThat(bytes(kept.bytes(3, 3))).isEmpty();
      assertThatThrownBy(() -> kept.bytes(1, kept.count() + 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void nothingCanBeAskedFor(VectorType type) {
    List<int[]> nowhere = List.of(new int[0], new int[0], new int[0]);
    List<LayerSite> one = List.of(new LayerSite(2, Site.RESID_POST));
    for (KeepRequest request :
        List.of(
            KeepRequest.nothing(3),
            new KeepRequest(List.of(), batch.allPositions(), type),
            new KeepRequest(one, nowhere, type))) {
      KeptValues kept = model.capture(batch, request);
      assertThat(kept.bytes()).isEmpty();
      assertThat(kept.norms()).isEmpty();
    }
  }

  @Test
  void noLogitsCanBeAskedFor() {
    List<int[]> nowhere = List.of(new int[0], new int[0], new int[0]);
    try (ForwardResult result = model.engine().forward(batch, KeepRequest.nothing(3), List.of())) {
      assertThat(model.engine().logits(result, batch, nowhere)).isEmpty();
    }
  }

  @Test
  void memoryThatNothingFillsIsNeverHandedOut() {
    LayerSite point = new LayerSite(1, Site.MLP_OUT);
    for (List<LayerSite> points :
        List.of(
            List.of(point, point),
            List.of(new LayerSite(8, Site.RESID_PRE)),
            List.of(new LayerSite(-1, Site.RESID_POST)))) {
      KeepRequest request = new KeepRequest(points, batch.allPositions(), VectorType.F32);
      assertThatThrownBy(() -> model.capture(batch, request))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("LayerSite");
    }
  }

  @Test
  void paddingIsNeverRead() {
    List<int[]> padding = List.of(new int[] {0}, new int[] {5}, new int[] {0});
    KeepRequest request =
        new KeepRequest(List.of(new LayerSite(1, Site.MLP_OUT)), padding, VectorType.F32);
    assertThatThrownBy(() -> model.capture(batch, request))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
