package io.stratalens.jobs.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Where values lie along one side of a plot.
 *
 * @param low the value at {@code start}
 * @param high the value at {@code end}, above {@code low}
 */
record Axis(double low, double high, double start, double end) {
  private static final int ABOUT = 5;

  /** An axis over all of these values, with a little air. */
  static Axis over(double[] values, double start, double end) {
    DoubleStream.of(values)
        .filter(value -> !Double.isFinite(value))
        .findFirst()
        .ifPresent(
            value -> {
              throw new IllegalArgumentException("no place on an axis: " + value);
            });
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    double air = high > low ? 0.06 * (high - low) : 0.5;
    return new Axis(low - air, high + air, start, end);
  }

  double at(double value) {
    return start + (value - low) / (high - low) * (end - start);
  }

  /** About five round values. */
  List<Double> ticks() {
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

  /** A number in as few digits as tell it from its neighbours. */
  static String label(double value) {
    if (value == 0) {
      return "0";
    }
    String fixed = String.format(Locale.ROOT, "%.4g", value);
    return fixed.contains("e")
        ? fixed
        : new BigDecimal(fixed).stripTrailingZeros().toPlainString().replace('-', '\u2212');
  }
}
