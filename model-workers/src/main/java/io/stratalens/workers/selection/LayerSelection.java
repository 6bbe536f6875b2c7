package io.stratalens.workers.selection;

import io.stratalens.udfs.error.StratalensException;
import java.util.BitSet;
import java.util.List;

/**
 * A choice of decoder layers, counted from 0: parts between commas, each of them
 *
 * <ul>
 *   <li>{@code all}: every layer;
 *   <li>{@code 5}: one layer, {@code 10-12}: layers 10 to 12, both included;
 *   <li>{@code 5-}: layer 5 to the last, {@code -10}: layer 0 to 10;
 *   <li>{@code -1}: the last layer. This one form counts from the end, as positions and arrays do;
 *       the first two layers are {@code 0-1}.
 * </ul>
 *
 * Parts may overlap and come in any order; a layer is chosen once. A layer that the model lacks is
 * refused, never dropped.
 */
public final class LayerSelection {
  /** The forms of a spec, for the help of an option and the remedy of a refusal. */
  public static final String HELP =
      "all, or layers and ranges between commas such as 0,5,10-12, where 5- is layer 5 to the last,"
          + " -10 is layer 0 to 10 and -1 is the last layer";

  private static final int LAST = Integer.MAX_VALUE;

  /** Layers first..last; {@code LAST} stands for the model's last layer. */
  private record Range(int first, int last) {}

  private final String spec;
  private final List<Range> ranges;

  private LayerSelection(String spec, List<Range> ranges) {
    this.spec = spec;
    this.ranges = ranges;
  }

  /** Reads a spec; refused when a part is empty, reversed or none of the forms. */
  public static LayerSelection parse(String text) {
    Spec spec = new Spec("layers", text, HELP);
    return new LayerSelection(text, spec.parts().stream().map(part -> range(spec, part)).toList());
  }

  /** The chosen layers of a model, ascending, each once; refused when it lacks one of them. */
  public int[] resolve(int layers) {
    BitSet chosen = new BitSet(layers);
    for (Range range : ranges) {
      int first = range.first() == LAST ? layers - 1 : range.first();
      int last = range.last() == LAST ? layers - 1 : range.last();
      if (first >= layers || last >= layers) {
        throw StratalensException.invalid(
            "Cannot use the layers '%s' because the model has %d layers, 0 to %d, and no layer %d."
                + " Choose among those it has.",
            spec, layers, layers - 1, first >= layers ? first : last);
      }
      chosen.set(first, last + 1);
    }
    return chosen.stream().toArray();
  }

  /** The spec as given. */
  @Override
  public String toString() {
    return spec;
  }

  private static Range range(Spec spec, String part) {
    if (part.equals("all")) {
      return new Range(0, LAST);
    }
    if (part.equals("-1")) {
      return new Range(LAST, LAST);
    }
    int dash = part.indexOf('-');
    if (dash < 0) {
      int layer = spec.number(part, part);
      return new Range(layer, layer);
    }
    String from = part.substring(0, dash).strip();
    String to = part.substring(dash + 1).strip();
    if (from.isEmpty() && to.isEmpty()) {
      throw spec.refused(part, "a range has no end at all");
    }
    int first = from.isEmpty() ? 0 : spec.number(part, from);
    int last = to.isEmpty() ? LAST : spec.number(part, to);
    if (first > last) {
      throw spec.refused(part, "a range runs backwards");
    }
    return new Range(first, last);
  }
}
