package io.stratalens.jobs.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Works that are taken in turns, each once a round, so that a busy machine slows them alike and a
 * ratio of two can be taken within a round.
 *
 * @param <T> what tells works apart
 */
final class Rounds<T> {
  private final Map<T, DoubleSupplier> works = new LinkedHashMap<>();
  private final Map<T, List<Double>> seconds = new LinkedHashMap<>();

  /**
   * Adds a work.
   *
   * @param pass does it once, and says how many seconds count
   */
  void add(T work, DoubleSupplier pass) {
    works.put(work, pass);
    seconds.put(work, new ArrayList<>());
  }

  /** One round to warm up, then as many as give a work so many seconds on average. */
  void run(double least, Consumer<String> progress) {
    run(least, 1, progress);
  }

  /** The same in so many rounds at least. */
  void run(double least, int rounds, Consumer<String> progress) {
    round(); // loads kernels and has the JVM compile
    seconds.values().forEach(List::clear);
    int count = 0;
    do {
      round();
      count++;
      progress.accept("round " + count);
    } while (count < rounds || sum() < least * works.size());
  }

  private void round() {
    works.forEach((work, pass) -> seconds.get(work).add(pass.getAsDouble()));
  }

  /** The works in the order in which they were added. */
  Set<T> works() {
    return works.keySet();
  }

  /** Seconds of one pass, the median. */
  double seconds(T work) {
    return Medians.of(seconds.get(work));
  }

  /** How often as long one work takes as another, the median over rounds. */
  double ratio(T work, T other) {
    List<Double> own = seconds.get(work);
    List<Double> base = seconds.get(other);
    return Medians.of(
        IntStream.range(0, own.size()).mapToObj(i -> own.get(i) / base.get(i)).toList());
  }

  private double sum() {
    return seconds.values().stream().flatMap(List::stream).mapToDouble(Double::doubleValue).sum();
  }
}
