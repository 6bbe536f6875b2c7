package io.stratalens.workers.parity;

import io.stratalens.udfs.vector.VectorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gathers errors by kind and judges them. */
final class Tally {
  // With compute types narrower than float32 single vectors may be far off; the median tells.
  private static final double NARROW_LIMIT = 5e-2;

  private final VectorType computeType;
  private final double tolerance;
  private final int vocabulary;
  private final Map<String, Errors> relative = new LinkedHashMap<>();
  private final Map<String, Errors> lens = new LinkedHashMap<>();
  private long likelyTokens;
  private long sameTokens;
  private long rows;
  private long sameTop;

  Tally(VectorType computeType, double tolerance, int vocabulary) {
    this.computeType = computeType;
    this.tolerance = tolerance;
    this.vocabulary = vocabulary;
  }

  Errors site(String name) {
    return relative.computeIfAbsent(name, unused -> new Errors());
  }

  Errors lens(String name) {
    return lens.computeIfAbsent(name, unused -> new Errors());
  }

  void logits(String name, float[] actual, int actualAt, float[] expected, int expectedAt) {
    site(name).addRow(actual, actualAt, expected, expectedAt, vocabulary);
    rows++;
    if (Logits.top(actual, actualAt, vocabulary) == Logits.top(expected, expectedAt, vocabulary)) {
      sameTop++;
    }
  }

  void countTopToken(boolean same) {
    likelyTokens++;
    sameTokens += same ? 1 : 0;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    relative.forEach((name, errors) -> findings.add(judge(name, errors, tolerance, note(name))));
    lens.forEach((name, errors) -> findings.add(judge(name, errors, tolerance / 2, note(name))));
    return findings;
  }

  private Finding judge(String name, Errors errors, double limit, String note) {
    boolean narrow = computeType != VectorType.F32;
    double judged = narrow ? errors.median() : errors.worst();
    double allowed = narrow ? Math.max(limit, NARROW_LIMIT) : limit;
    // The median hides what is not a number or overflowed, and such a value is never rounding.
    boolean passed = judged <= allowed && Double.isFinite(errors.worst());
    return new Finding(name, errors.worst(), errors.median(), allowed, passed, note);
  }

  private String note(String name) {
    if (name.equals("lens_ids")) {
      return String.format(
          Locale.ROOT, "%d of %d top ids in the same place", sameTokens, likelyTokens);
    }
    if (name.equals("logits") || name.equals("logits_last")) {
      return String.format(Locale.ROOT, "top-1 agrees on %d of %d rows", sameTop, rows);
    }
    return "";
  }
}
