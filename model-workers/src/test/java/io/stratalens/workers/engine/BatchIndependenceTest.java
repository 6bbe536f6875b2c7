package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.selection.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of a batch, of any lengths, never influence each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchIndependenceTest {
  private static final int[] LENGTHS = {9, 64, 3, 23, 8, 1};

  private final List<TestModel> models = new ArrayList<>();

  @BeforeAll
  void load() {
    for (Path folder :
        List.of(Fixtures.shared("fixtures/llama-random"), Fixtures.model("mood-qwen3"))) {
      models.add(TestModel.load(folder));
    }
  }

  @AfterAll
  void close() {
    models.forEach(TestModel::close);
  }

  Stream<TestModel> models() {
    return models.stream();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("models")
  void aRowAloneAgreesWithTheRowAmongOthers(TestModel model) {
    Microbatch together = model.batch(LENGTHS);
    KeptValues all = model.capture(together);
    float[] logits = model.logits(together);
    int vocabulary = model.config().vocabulary();
    int logitsAt = 0;
    for (int row = 0; row < LENGTHS.length; row++) {
      Microbatch alone = new Microbatch(List.of(together.rows().get(row)));
      assertRowsAgree(model, all, row, model.capture(alone), 0, LENGTHS[row]);
      float[] own = model.logits(alone);
      for (int position = 0; position < LENGTHS[row]; position++, logitsAt += vocabulary) {
        float[] expected =
            Arrays.copyOfRange(own, position * vocabulary, (position + 1) * vocabulary);
        Agreement.assertLogits(logits, logitsAt, Agreement.doubles(expected), row);
      }
    }
    assertThat(logitsAt).isEqualTo(logits.length);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("models")
  void whatTheOtherRowsSayChangesNothing(TestModel model) {
    Microbatch first = model.batch(LENGTHS);
    int kept = 3;
    List<TokenRow> rows = new ArrayList<>();
    for (int row = 0; row < LENGTHS.length; row++) {
      rows.add(row == kept ? first.rows().get(row) : model.prompt(100 + row, LENGTHS[row]));
    }
    KeptValues before = model.capture(first);
    KeptValues after = model.capture(new Microbatch(rows));
    assertThat(after.vector(0, Site.RESID_PRE, 1, 0))
        .isNotEqualTo(before.vector(0, Site.RESID_PRE, 1, 0));
    assertRowsAgree(model, after, kept, before, kept, LENGTHS[kept]);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("models")
  void theOrderOfTheRowsChangesNothing(TestModel model) {
    Microbatch batch = model.batch(LENGTHS);
    List<TokenRow> reversed = new ArrayList<>(batch.rows());
    Collections.reverse(reversed);
    KeptValues forwards = model.capture(batch);
    KeptValues backwards = model.capture(new Microbatch(reversed));
    for (int row = 0; row < LENGTHS.length; row++) {
      assertRowsAgree(model, backwards, LENGTHS.length - 1 - row, forwards, row, LENGTHS[row]);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("models")
  void whatStandsInTheFieldOfPaddingChangesNoBit(TestModel model) {
    TokenRow padded = model.prompt(7, 19);
    TokenRow full = model.prompt(8, 24);
    int[] ids = full.ids().clone();
    System.arraycopy(padded.ids(), 0, ids, 0, padded.ids().length);
    KeptValues short19 = model.capture(new Microbatch(List.of(padded, full)));
    KeptValues full24 = model.capture(new Microbatch(List.of(new TokenRow(7, ids), full)));
    for (int layer : model.layers()) {
      for (Site site : Site.values()) {
        for (int position = 0; position < padded.ids().length; position++) {
          assertThat(full24.stored(layer, site, 0, position))
              .isEqualTo(short19.stored(layer, site, 0, position));
        }
      }
    }
  }

  private static void assertRowsAgree(
      TestModel model, KeptValues actual, int row, KeptValues expected, int other, int tokens) {
    for (int layer : model.layers()) {
      for (Site site : Site.values()) {
        for (int position = 0; position < tokens; position++) {
          Agreement.assertVector(
              actual.vector(layer, site, row, position),
              expected.vector(layer, site, other, position),
              Agreement.TOLERANCE,
              List.of(layer, site, row, position));
        }
      }
    }
  }
}
