package io.stratalens.workers.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.udfs.steerability.PropensityCurves;
import io.stratalens.udfs.steerability.Steerability;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.input.StrictJson;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The statistics against those that the reference computed. The fixtures hold the mean curve and
 * each sample's slope but not each sample's curve, so every sample is given the mean curve turned
 * to its own slope, which leaves the mean where it was.
 */
class SteerabilityFixturesTest {
  // The slopes of samples are written with six decimals.
  private static final Offset<Double> AS_WRITTEN = within(1e-6);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "mood-llama/mood-word, 80",
    "mood-llama/mood-choice, 80",
    "mood-qwen3/mood-word, 80",
    "mood-qwen3/mood-choice, 80",
    "smollm2/praise-word, 16",
    "smollm2/self-awareness-general-ai, 16"
  })
  void everyCellHasTheSlopeInterceptR2AndFractionOfTheReference(String name, int cells) {
    ObjectNode file = StrictJson.object(Fixtures.shared("fixtures/" + name + ".json"));
    assertThat(file.get("results")).hasSize(cells);
    for (JsonNode cell : file.get("results")) {
      double[] slopes = numbers(cell.get("per_sample_slope"));
      PropensityCurves curves = curves(cell, slopes);
      Steerability result = Steerability.of(curves, new boolean[slopes.length]);
      String where = cell.get("site") + " " + cell.get("layer") + " " + cell.get("positions");
      assertThat(curves.slopes())
          .as(where)
          .usingComparatorWithPrecision(1e-6)
          .containsExactly(slopes);
      assertThat(result.slope()).as(where).isCloseTo(cell.get("slope").doubleValue(), AS_WRITTEN);
      assertThat(result.intercept())
          .as(where)
          .isCloseTo(cell.get("intercept").doubleValue(), AS_WRITTEN);
      assertThat(result.antiSteerableFraction())
          .as(where)
          .isCloseTo(
              cell.get("anti_steerable_fraction").doubleValue(),
              within(1e-12 + writtenAsZero(slopes)));
      if (result.r2().isPresent()) {
        assertThat(result.r2().getAsDouble())
            .as(where)
            .isCloseTo(cell.get("r2").doubleValue(), within(1e-4));
      }
    }
  }

  /** The share of slopes whose sign was rounded away. */
  private static double writtenAsZero(double[] slopes) {
    return (double) Arrays.stream(slopes).filter(slope -> Math.abs(slope) < 1e-6).count()
        / slopes.length;
  }

  private static PropensityCurves curves(JsonNode cell, double[] slopes) {
    double[] multipliers = numbers(cell.get("multipliers"));
    double[] mean = numbers(cell.get("mean_propensity"));
    double slope = cell.get("slope").doubleValue();
    double[][] curves = new double[slopes.length][multipliers.length];
    for (int sample = 0; sample < slopes.length; sample++) {
      for (int i = 0; i < multipliers.length; i++) {
        curves[sample][i] = mean[i] + (slopes[sample] - slope) * multipliers[i];
      }
    }
    return new PropensityCurves(multipliers, curves);
  }

  private static double[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }
}
