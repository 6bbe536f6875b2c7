package io.stratalens.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  @Test
  void worksAreTakenInTurnsAndTheFirstRoundDoesNotCount() {
    List<String> taken = new ArrayList<>();
    Iterator<Double> slow = List.of(90.0, 4.0, 2.0, 9.0).iterator();
    Iterator<Double> fast = List.of(50.0, 2.0, 2.0, 3.0).iterator();
    Rounds<String> rounds = new Rounds<>();
    rounds.add("slow", () -> taken("slow", slow, taken));
    rounds.add("fast", () -> taken("fast", fast, taken));

    rounds.run(11, line -> {});

    assertThat(taken)
        .containsExactly("slow", "fast", "slow", "fast", "slow", "fast", "slow", "fast");
    assertThat(rounds.seconds("slow")).isEqualTo(4);
    assertThat(rounds.seconds("fast")).isEqualTo(2);
    assertThat(rounds.ratio("slow", "fast")).isEqualTo(2); // of 2, 1 and 3
    assertThat(rounds.works()).containsExactly("slow", "fast");
  }

  @Test
  void asManyRoundsAreMadeAsAreAskedForHoweverLongTheyTake() {
    List<String> taken = new ArrayList<>();
    Rounds<String> rounds = new Rounds<>();
    rounds.add("long", () -> taken("long", List.of(90.0).iterator(), taken));

    rounds.run(1, 5, line -> {});

    assertThat(taken).hasSize(1 + 5);
  }

  private static double taken(String name, Iterator<Double> seconds, List<String> taken) {
    taken.add(name);
    return seconds.next();
  }
}
