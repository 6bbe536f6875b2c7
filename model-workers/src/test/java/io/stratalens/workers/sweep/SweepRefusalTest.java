package io.stratalens.workers.sweep;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.workers.Fixtures;
import io.stratalens.workers.selection.Site;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SweepRefusalTest {
  private SweptModel model;
  private List<SweepSample> samples;
  private SweepCell cell;

  @BeforeAll
  void load() {
    model = SweptModel.load(Fixtures.model("mood-llama"));
    samples = model.samples(5);
    cell = model.cell(Site.LN2_OUT, 2, SweepPositions.LAST, 1);
  }

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void aLayerThatTheModelLacksIsRefused() {
    SweepCell beyond = new SweepCell(cell.site(), 8, cell.positions(), "label", cell.values());
    assertRefused(() -> score(samples, beyond, 1), "ln2_out", "layers 0 to 7 only: 8");
  }

  @Test
  void aVectorOfAnotherWidthIsRefused() {
    SweepCell shorter =
        new SweepCell(cell.site(), 2, cell.positions(), "label", Arrays.copyOf(cell.values(), 127));
    assertRefused(() -> score(samples, shorter, 1), "'label'", "128: 127");
  }

  @Test
  void aLabelOutsideTheVocabularyIsRefused() {
    SweepSample sample = new SweepSample(7, samples.get(0).ids(), 1, 569);
    assertRefused(() -> score(List.of(sample), cell, 1), "sample 7", "569: id 569");
  }

  @Test
  void aMultiplierThatStandsThereTwiceIsRefused() {
    assertRefused(() -> score(samples, cell, 0.5f, 1, 0.5f), "twice: 0.5");
    assertRefused(() -> score(samples, cell, 0, -0f), "twice");
    assertRefused(() -> score(samples, cell, Float.NaN), "NaN");
  }

  @Test
  void logitsThatAreNotFiniteFailTheSweep() {
    float[] huge = new float[cell.values().length];
    Arrays.fill(huge, Float.MAX_VALUE);
    for (SweepPositions positions : SweepPositions.values()) {
      SweepCell blown = new SweepCell(cell.site(), 2, positions, "label", huge);
      assertThatThrownBy(() -> score(samples, blown, 2))
          .hasMessageContaining("Cannot score sample 100")
          .hasMessageContaining("not finite: multiplier 2.0");
    }
  }

  private void score(List<SweepSample> given, SweepCell one, float... multipliers) {
    new SharedPrefixScorer(model.engine(), 64, 1 << 20)
        .score(given, List.of(one), multipliers, score -> {});
  }
}
