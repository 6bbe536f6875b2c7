package io.stratalens.jobs.sweep;

import io.stratalens.jobs.prompts.RowRanges;
import io.stratalens.udfs.error.StratalensException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which rows of a data set make its vector and which test it. */
public sealed interface RowChoice {
  /** Rows of the vector and rows of the test, ascending; both at least one, none in both. */
  @SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
  record Rows(int[] vector, int[] test) {}

  /** The rows of a data set of this many; refused when it lacks some. */
  Rows resolve(String dataset, int rows);

  /** Rows by their places. */
  record Ranges(RowRanges vector, RowRanges test) implements RowChoice {
    @Override
    public Rows resolve(String dataset, int rows) {
      Rows chosen = new Rows(vector.resolve(dataset, rows), test.resolve(dataset, rows));
      BitSet both = new BitSet(rows);
      Arrays.stream(chosen.vector()).forEach(both::set);
      Arrays.stream(chosen.test())
          .filter(both::get)
          .findFirst()
          .ifPresent(
              row -> {
                throw StratalensException.invalid(
                    "Cannot use the rows of the data set %s because row %d would make its vector"
                        + " and test it too: '%s' and '%s'. Choose rows that no vector has seen.",
                    dataset, row, vector, test);
              });
      return chosen;
    }
  }

  /**
   * A random share of the rows, rounded down, makes the vector and the rest tests it:
   * Collections.shuffle of 0..n-1 by java.util.Random of the seed, which every Java gives alike.
   *
   * @param share above 0 and below 1
   */
  record Split(double share, long seed) implements RowChoice {
    /** The share where none is given. */
    public static final double SHARE = 0.4;

    /** The seed where none is given. */
    public static final long SEED = 1;

    /** Refuses a share that leaves one side without rows whatever the data set. */
    public Split {
      if (!(share > 0 && share < 1)) {
        throw StratalensException.invalid(
            "Cannot split a data set because the share of its rows that makes the vector is not"
                + " above 0 and below 1: %s. Give one such as 0.4.",
            share);
      }
    }

    @Override
    public Rows resolve(String dataset, int rows) {
      int first = (int) Math.floor(share * rows);
      if (first == 0 || first == rows) {
        throw StratalensException.invalid(
            "Cannot split the data set %s because a share of %s of its %d rows leaves one side"
                + " without any. Give another share or more rows.",
            dataset, share, rows);
      }
      List<Integer> order = IntStream.range(0, rows).boxed().collect(Collectors.toList());
      Collections.shuffle(order, new Random(seed));
      return new Rows(sorted(order.subList(0, first)), sorted(order.subList(first, rows)));
    }

    private static int[] sorted(List<Integer> rows) {
      return rows.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
  }
}
