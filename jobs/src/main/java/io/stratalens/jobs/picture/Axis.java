package io.stratalens.jobs.picture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Where values lie along one side of a plot.
 *
 * @param logarithmic whether equal distances are equal ratios; low and high are then logarithms
 * @param low what lies at {@code start}
 * @param high what lies at {@code end}, above {@code low}
 * @param ticks the values that are marked
 */
public record Axis(
    boolean logarithmic, double low, double high, double start, double end, List<Double> ticks) {
  private static final int ABOUT = 5;

  /** Of more round values than this only the powers of ten are marked. */
  private static final int MOST_TICKS = 8;

  /** Copies the ticks. */
  public Axis {
    ticks = List.copyOf(ticks);
  }

  /** An axis over all of these values, with a little air; about five round ones are marked. */
  public static Axis over(double[] values, double start, double end) {
    Axis bare = spanning(values, false, start, end);
    return bare.marked(bare.roundSteps());
  }

  /** A logarithmic axis over values above 0; round ones are marked. */
  public static Axis decades(double[] values, double start, double end) {
    Axis bare = spanning(values, true, start, end);
    return bare.marked(bare.roundRatios());
  }

  /** A logarithmic axis over values above 0, which are themselves what is marked. */
  public static Axis among(double[] values, double start, double end) {
    return spanning(values, true, start, end)
        .marked(Arrays.stream(values).distinct().boxed().toList());
  }

  private static Axis spanning(double[] values, boolean logarithmic, double start, double end) {
    double[] places = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      places[i] = logarithmic ? Math.log10(values[i]) : values[i];
      if (!Double.isFinite(places[i])) {
        throw new IllegalArgumentException("no place on an axis: " + values[i]);
      }
    }
    double low = Arrays.stream(places).min().orElse(0);
    double high = Arrays.stream(places).max().orElse(1);
    double air = high > low ? 0.06 * (high - low) : 0.5;
    return new Axis(logarithmic, low - air, high + air, start, end, List.of());
  }

  private Axis marked(List<Double> values) {
    return new Axis(logarithmic, low, high, start, end, values);
  }

  /** The place of a value. */
  public double at(double value) {
    double place = logarithmic ? Math.log10(value) : value;
    return start + (place - low) / (high - low) * (end - start);
  }

  private List<Double> roundSteps() {
    double rough = (high - low) / ABOUT;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        DoubleStream.of(1, 2, 5, 10)
            .map(round -> round * power)
            .filter(round -> round >= rough)
            .findFirst()
            .orElse(10 * power);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private List<Double> roundRatios() {
    List<Double> ticks = roundRatios(1, 2, 5);
    return ticks.size() <= MOST_TICKS ? ticks : roundRatios(1);
  }

  private List<Double> roundRatios(double... rounds) {
    return IntStream.rangeClosed((int) Math.floor(low), (int) Math.ceil(high))
        .boxed()
        .flatMap(power -> Arrays.stream(rounds).mapToObj(round -> round * Math.pow(10, power)))
        .filter(tick -> Math.log10(tick) >= low && Math.log10(tick) <= high)
        .toList();
  }

  /** A number in as few digits as tell it from its neighbours. */
  public static String label(double value) {
    if (value == 0) {
      return "0";
    }
    String fixed = String.format(Locale.ROOT, "%.4g", value);
    return fixed.contains("e")
        ? fixed
        : new BigDecimal(fixed).stripTrailingZeros().toPlainString().replace('-', '\u2212');
  }
}
