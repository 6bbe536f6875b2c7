package io.stratalens.jobs.lens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/** A row of the table lens that holds the whole vocabulary's probabilities. */
record LensRow(Row row) {
  private static final double NUMBERS = 5e-5;

  /** Probabilities nearer than this, relatively, may change places. */
  private static final double TIE = 1e-3;

  static Map<String, LensRow> byKey(List<Row> rows, boolean withTarget) {
    return rows.stream()
        .map(LensRow::new)
        .collect(Collectors.toMap(row -> row.key(withTarget), Function.identity()));
  }

  String key(boolean withTarget) {
    List<String> columns = new ArrayList<>(List.of("prompt_id", "layer", "site", "position"));
    if (withTarget) {
      columns.add("target_id");
    }
    return columns.stream()
        .map(column -> String.valueOf((Object) row.getAs(column)))
        .collect(Collectors.joining(" "));
  }

  /** Agrees within the tolerances of DESIGN section 13. */
  void assertAgrees(LensRow other, String name) {
    assertThat(other.<Integer>value("token_id")).as(name).isEqualTo(value("token_id"));
    Map<Integer, Float> mine = probabilities();
    Map<Integer, Float> theirs = other.probabilities();
    assertThat(theirs.keySet()).as(name).isEqualTo(mine.keySet());
    mine.forEach((id, p) -> assertNear(name, p, theirs.get(id)));
    assertNear(name, value("entropy"), other.value("entropy"));
    assertThat(other.<Integer>value("target_id")).as(name).isEqualTo(value("target_id"));
    Integer target = value("target_id");
    if (target == null) {
      assertThat(List.of(row.isNullAt(at("target_rank")), row.isNullAt(at("target_logprob"))))
          .as(name)
          .containsOnly(true);
    } else {
      assertNear(name, value("target_logprob"), other.value("target_logprob"));
      assertRank(name, mine, target);
      other.assertRank(name, theirs, target);
    }
  }

  void assertKl(LensRow other, String name) {
    double kl = this.<Float>value("kl_to_final");
    assertThat((double) other.<Float>value("kl_to_final"))
        .as(name)
        .isCloseTo(kl, within(1e-3 + 1e-4 * Math.abs(kl)));
  }

  boolean hasKl() {
    return !row.isNullAt(at("kl_to_final"));
  }

  <T> T value(String column) {
    return row.getAs(column);
  }

  private int at(String column) {
    return row.fieldIndex(column);
  }

  private Map<Integer, Float> probabilities() {
    List<Integer> ids = row.getList(at("top_ids"));
    List<Float> probs = row.getList(at("top_probs"));
    return IntStream.range(0, ids.size()).boxed().collect(Collectors.toMap(ids::get, probs::get));
  }

  /** A rank is the number of likelier tokens, up to those that tie with it. */
  private void assertRank(String name, Map<Integer, Float> probs, int target) {
    double own = probs.get(target);
    long surely = probs.values().stream().filter(p -> p > own * (1 + TIE)).count();
    long perhaps = probs.values().stream().filter(p -> p >= own * (1 - TIE)).count() - 1;
    assertThat((long) this.<Integer>value("target_rank")).as(name).isBetween(surely, perhaps);
  }

  private static void assertNear(String name, float expected, float actual) {
    assertThat((double) actual)
        .as(name)
        .isCloseTo(expected, within(NUMBERS + NUMBERS * Math.abs(expected)));
  }
}
