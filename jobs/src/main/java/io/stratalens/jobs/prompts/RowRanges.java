package io.stratalens.jobs.prompts;

import io.stratalens.udfs.error.StratalensException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows of a data set, counted from 0: {@code 80-199} with both ends, {@code 7}, {@code 80-} to the
 * last row, and any of these between commas.
 */
public final class RowRanges {
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(-(\\d{1,9})?)?");

  /** Rows first..last; the largest int stands for the last row. */
  private record Range(int first, int last) {}

  private final String spec;
  private final List<Range> ranges;

  private RowRanges(String spec, List<Range> ranges) {
    this.spec = spec;
    this.ranges = ranges;
  }

  /** Reads a spec; refused when a part is none of the forms or runs backwards. */
  public static RowRanges parse(String spec) {
    List<Range> ranges = new ArrayList<>();
    for (String part : spec.split(",", -1)) {
      Matcher matcher = PART.matcher(part.strip());
      if (!matcher.matches()) {
        throw refused(spec, "it has a part that is no range: '%s'", part.strip());
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = last(matcher, first);
      if (last < first) {
        throw refused(spec, "a range runs backwards: '%s'", part.strip());
      }
      ranges.add(new Range(first, last));
    }
    return new RowRanges(spec, ranges);
  }

  /** The rows of a data set, ascending, each once; refused when it lacks one of them. */
  public int[] resolve(String dataset, int rows) {
    BitSet chosen = new BitSet(rows);
    for (Range range : ranges) {
      int last = range.last() == Integer.MAX_VALUE ? rows - 1 : range.last();
      if (range.first() >= rows || last >= rows) {
        throw StratalensException.invalid(
            "Cannot use the rows '%s' of the data set %s because it has %d rows, 0 to %d, and no"
                + " row %d. Choose among those it has.",
            spec, dataset, rows, rows - 1, range.first() >= rows ? range.first() : last);
      }
      chosen.set(range.first(), last + 1);
    }
    return chosen.stream().toArray();
  }

  /** Ascending rows as the shortest spec that chooses them. */
  public static String text(int[] rows) {
    StringBuilder text = new StringBuilder();
    for (int first = 0; first < rows.length; ) {
      int last = first;
      while (last + 1 < rows.length && rows[last + 1] == rows[last] + 1) {
        last++;
      }
      text.append(text.isEmpty() ? "" : ",").append(rows[first]);
      if (last > first) {
        text.append('-').append(rows[last]);
      }
      first = last + 1;
    }
    return text.toString();
  }

  /** The spec as given. */
  @Override
  public String toString() {
    return spec;
  }

  private static int last(Matcher matcher, int first) {
    if (matcher.group(2) == null) {
      return first;
    }
    return matcher.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(matcher.group(3));
  }

  private static StratalensException refused(String spec, String reason, String part) {
    return StratalensException.invalid(
        "Cannot use the rows '%s' because %s. Give rows and ranges between commas such as 0-79,85"
            + " or 80-.",
        spec, String.format(Locale.ROOT, reason, part));
  }
}
