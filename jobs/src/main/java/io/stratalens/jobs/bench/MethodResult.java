package io.stratalens.jobs.bench;

import java.util.Locale;

/**
 * What one way of looking inside a model while it generates took.
 *
 * @param method its name
 * @param batch prompts side by side
 * @param length tokens of each sequence at the end
 * @param tokens new tokens of all prompts
 * @param seconds of their passes, a lens apart
 * @param lensSeconds of the lens that is read behind them; 0 where it is part of the passes
 * @param lensOperations floating-point operations of that lens's products
 * @param peakBytes of the process at most, beyond what it had before: what the method holds, or
 *     more
 */
record MethodResult(
    String method,
    int batch,
    int length,
    long tokens,
    double seconds,
    double lensSeconds,
    double lensOperations,
    long peakBytes) {
  static final String HEADER =
      String.format(
          Locale.ROOT,
          "%-18s %6s %7s %12s %12s %12s %14s",
          "method",
          "batch",
          "length",
          "tokens/s",
          "with lens",
          "lens GFLOP/s",
          "extra MiB");

  double rate() {
    return tokens / seconds;
  }

  double rateWithLens() {
    return tokens / (seconds + lensSeconds);
  }

  /** Operations a second of the lens's products; 0 where the lens is part of the passes. */
  double lensSpeed() {
    return lensSeconds == 0 ? 0 : lensOperations / lensSeconds;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-18s %6d %7d %12.3f %12.3f %12.1f %14.1f",
        method,
        batch,
        length,
        rate(),
        rateWithLens(),
        lensSpeed() / 1e9,
        peakBytes / 1048576.0);
  }

  /**
   * How much more tokens a second, and how much less memory, than a baseline that reads its lens.
   */
  String against(MethodResult baseline) {
    return String.format(
        Locale.ROOT,
        "%s, batch %d, %d tokens: %.0f times %s's tokens/s with the lens, %.0f times without; %s"
            + " takes %.1f times its memory",
        method,
        batch,
        length,
        rateWithLens() / baseline.rate(),
        baseline.method,
        rate() / baseline.rate(),
        baseline.method,
        (double) baseline.peakBytes() / Math.max(1, peakBytes));
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"method\": \"%s\", \"batch\": %d, \"length\": %d, \"tokens_per_second\": %.4f,"
            + " \"with_lens\": %.4f, \"lens_gflops\": %.2f, \"extra_bytes\": %d}",
        method,
        batch,
        length,
        rate(),
        rateWithLens(),
        lensSpeed() / 1e9,
        peakBytes);
  }
}
