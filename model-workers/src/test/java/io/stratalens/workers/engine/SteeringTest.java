package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Intervention;
import io.stratalens.workers.steering.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Interventions against the formulas of {@link Operation} in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringTest {
  // Some dozens of float32 roundings, each below 6e-8, in a vector that the formula itself makes.
  private static final double ROUNDING = 1e-6;

  private static final int LAYER = 3;
  private static final int[] NONE = {};
  private static final double AMOUNT = -1.75;

  private TestModel model;
  private ReferenceDecoder decoder;
  private Microbatch batch;
  private KeptValues plain;

  @BeforeAll
  void load() {
    model = TestModel.load(Fixtures.shared("fixtures/llama-random"));
    decoder = ReferenceDecoder.read(Fixtures.shared("fixtures/llama-random"));
    batch = model.batch(11, 6, 17);
    plain = model.capture(batch);
  }

  @AfterAll
  void close() {
    model.close();
  }

  static Stream<Arguments> operationsAtSites() {
    return Arrays.stream(Operation.values())
        .flatMap(one -> Arrays.stream(Site.values()).map(site -> Arguments.of(one, site)));
  }

  private float[] direction(long seed) {
    Random random = new Random(seed);
    float[] vector = new float[model.config().width()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private Intervention at(int layer, Site site, Operation operation, long seed, int[]... rows) {
    return new Intervention(layer, site, operation, AMOUNT, direction(seed), List.of(rows));
  }

  @ParameterizedTest
  @MethodSource("operationsAtSites")
  void theSiteBecomesWhatTheFormulaSaysAndNothingElseDoes(Operation operation, Site site) {
    for (int layer : new int[] {0, LAYER, model.config().layers() - 1}) {
      Intervention one = at(layer, site, operation, 1, new int[] {2, 10}, NONE, new int[] {0});
      KeptValues steered = model.capture(batch, one);
      for (int row = 0; row < batch.rows().size(); row++) {
        for (int position = 0; position < batch.rows().get(row).ids().length; position++) {
          float[] before = plain.vector(layer, site, row, position);
          float[] after = steered.vector(layer, site, row, position);
          if (isChosen(one, row, position)) {
            double[] expected =
                Formulas.apply(operation, Agreement.doubles(before), one.vector(), AMOUNT);
            Agreement.assertVector(after, expected, ROUNDING, List.of(layer, row, position));
          } else {
            assertThat(after).isEqualTo(before);
          }
        }
      }
    }
  }

  @Test
  void aPassTellsHowManyVectorsItsMasksChose() {
    Intervention first = at(0, Site.RESID_POST, Operation.ADD, 1, new int[] {2, 10}, NONE, NONE);
    Intervention twice = at(LAYER, Site.LN2_OUT, Operation.ADD, 1, NONE, NONE, new int[] {4, 4});
    KeepRequest nothing = KeepRequest.nothing(batch.rows().size());
    try (ForwardResult result = model.engine().forward(batch, nothing, List.of(first, twice))) {
      assertThat(result.steered()).isEqualTo(3);
    }
    try (ForwardResult result = model.engine().forward(batch, nothing, List.of())) {
      assertThat(result.steered()).isZero();
    }
  }

  private static boolean isChosen(Intervention one, int row, int position) {
    return Arrays.stream(one.positions().get(row)).anyMatch(own -> own == position);
  }

  @ParameterizedTest
  @MethodSource("operationsAtSites")
  void allThatFollowsIsComputedFromTheChangedSite(Operation operation, Site site) {
    Intervention one = at(LAYER, site, operation, 2, new int[] {4, 5}, NONE, NONE);
    ReferenceDecoder.Trace expected =
        decoder.run(
            batch.rows().get(0).ids(),
            (layer, place, position, h) ->
                layer == LAYER && place == site && isChosen(one, 0, position)
                    ? Formulas.apply(operation, h, one.vector(), AMOUNT)
                    : h);
    KeptValues steered = model.capture(batch, one);
    float[] logits = model.logits(batch, one);
    for (int position = 0; position < expected.logits().length; position++) {
      for (int layer : model.layers()) {
        for (Site place : Site.values()) {
          Agreement.assertVector(
              steered.vector(layer, place, 0, position),
              expected.vector(layer, place, position),
              Agreement.TOLERANCE,
              List.of(layer, place, position));
        }
      }
      double[] own = expected.logits()[position];
      Agreement.assertLogits(logits, position * own.length, own, position);
    }
  }

  @ParameterizedTest
  @EnumSource(Site.class)
  void positionsBeforeTheChangedOneAndOtherRowsKeepTheirBits(Site site) {
    KeptValues steered =
        model.capture(batch, at(1, site, Operation.ADD, 3, new int[] {6}, NONE, NONE));
    int last = model.config().layers() - 1;
    for (int row = 0; row < batch.rows().size(); row++) {
      for (int position = 0; position < batch.rows().get(row).ids().length; position++) {
        byte[] before = plain.stored(last, Site.RESID_POST, row, position);
        byte[] after = steered.stored(last, Site.RESID_POST, row, position);
        if (row == 0 && position >= 6) {
          assertThat(after).isNotEqualTo(before);
        } else {
          assertThat(after).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void severalAtOneSiteApplyInTheOrderListed() {
    Intervention add = at(LAYER, Site.LN2_OUT, Operation.ADD, 4, new int[] {3}, NONE, NONE);
    Intervention clamp = at(LAYER, Site.LN2_OUT, Operation.CLAMP, 5, new int[] {3}, NONE, NONE);
    Intervention scaled =
        at(LAYER, Site.LN2_OUT, Operation.ADD_NORM_MATCHED, 6, new int[] {3}, NONE, NONE);
    for (List<Intervention> order :
        List.of(List.of(add, clamp, scaled), List.of(scaled, clamp, add))) {
      double[] expected = Agreement.doubles(plain.vector(LAYER, Site.LN2_OUT, 0, 3));
      for (Intervention one : order) {
        expected = Formulas.apply(one.operation(), expected, one.vector(), AMOUNT);
      }
      KeptValues steered = model.capture(batch, order.toArray(Intervention[]::new));
      Agreement.assertVector(steered.vector(LAYER, Site.LN2_OUT, 0, 3), expected, ROUNDING, order);
    }
  }

  @Test
  void rowsWithDifferentInterventionsEqualEachAlone() {
    Intervention first =
        at(
            1,
            Site.ATTN_OUT,
            Operation.ADD,
            7,
            new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
            NONE,
            NONE);
    Intervention second = at(4, Site.RESID_MID, Operation.ABLATE, 8, NONE, new int[] {5}, NONE);
    Intervention third = at(1, Site.ATTN_OUT, Operation.CLAMP, 9, NONE, NONE, new int[] {0, 16});
    List<Intervention> all = List.of(first, second, third);
    KeptValues together = model.capture(batch, all.toArray(Intervention[]::new));
    for (int row = 0; row < all.size(); row++) {
      Intervention own = all.get(row);
      Microbatch alone = new Microbatch(List.of(batch.rows().get(row)));
      KeptValues single =
          model.capture(alone, withPositions(own, List.of(own.positions().get(row))));
      KeptValues inBatch = model.capture(batch, own);
      int tokens = batch.rows().get(row).ids().length;
      for (int layer : model.layers()) {
        for (Site site : Site.values()) {
          for (int position = 0; position < tokens; position++) {
            assertThat(together.stored(layer, site, row, position))
                .isEqualTo(inBatch.stored(layer, site, row, position));
            Agreement.assertVector(
                together.vector(layer, site, row, position),
                single.vector(layer, site, 0, position),
                Agreement.TOLERANCE,
                List.of(layer, site, row, position));
          }
        }
      }
    }
  }

  private static Intervention withPositions(Intervention one, List<int[]> positions) {
    return new Intervention(
        one.layer(), one.site(), one.operation(), one.amount(), one.vector(), positions);
  }

  @ParameterizedTest
  @EnumSource(Site.class)
  void replacedVectorsAreTheGivenOnesBitForBit(Site site) {
    Intervention one = at(LAYER, site, Operation.REPLACE, 10, new int[] {1}, NONE, new int[] {16});
    KeptValues steered = model.capture(batch, one);
    assertThat(steered.vector(LAYER, site, 0, 1)).isEqualTo(one.vector());
    assertThat(steered.vector(LAYER, site, 2, 16)).isEqualTo(one.vector());
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"CLAMP", "ABLATE"})
  void theShareAlongTheDirectionIsSet(Operation operation) {
    double wanted = operation == Operation.CLAMP ? AMOUNT : 0;
    for (Site site : Site.values()) {
      Intervention one = at(LAYER, site, operation, 11, new int[] {9}, NONE, NONE);
      double[] before = Agreement.doubles(plain.vector(LAYER, site, 0, 9));
      double[] after = Agreement.doubles(model.capture(batch, one).vector(LAYER, site, 0, 9));
      double length = Math.sqrt(Formulas.dot(before, before)) + Math.abs(wanted);
      assertThat(Formulas.along(before, one.vector())).isNotCloseTo(wanted, within(1e-3 * length));
      assertThat(Formulas.along(after, one.vector()))
          .as("%s", site)
          .isCloseTo(wanted, within(ROUNDING * length));
    }
  }

  @Test
  void aBlocksOutputAndTheNextBlocksInputAreOnePlace() {
    KeptValues output =
        model.capture(batch, at(2, Site.RESID_POST, Operation.ADD, 12, new int[] {3}, NONE, NONE));
    KeptValues input =
        model.capture(batch, at(3, Site.RESID_PRE, Operation.ADD, 12, new int[] {3}, NONE, NONE));
    int last = model.config().layers() - 1;
    for (int position = 0; position < batch.rows().get(0).ids().length; position++) {
      assertThat(output.stored(last, Site.RESID_POST, 0, position))
          .isEqualTo(input.stored(last, Site.RESID_POST, 0, position));
    }
  }
}
