package io.stratalens.workers.selection;

import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * A choice of token positions, n being the prompt's length: parts between commas, each of them
 *
 * <ul>
 *   <li>{@code last}: n-1, and {@code last:N}: the last N of the prompt;
 *   <li>{@code prompt}: 0..n-1, {@code generated}: n and beyond, {@code all}: both;
 *   <li>{@code label}: the label's token;
 *   <li>a number: that position of the prompt, a negative one counted from n.
 * </ul>
 *
 * Parts may overlap and come in any order; a position is chosen once. A position that a prompt
 * lacks is refused, never dropped. Immutable, and serialisable so that tasks can resolve it.
 */
public final class PositionSelection implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The forms of a spec, for the help of an option and the remedy of a refusal. */
  public static final String HELP =
      "all, prompt, generated, last, last:N, label, or positions of the prompt such as 0,3,-1 with"
          + " negative ones counted from its end; commas combine them";

  private static final String LAST = "last:";

  private final String spec;
  private final List<PositionPart> parts;

  private PositionSelection(String spec, List<PositionPart> parts) {
    this.spec = spec;
    this.parts = parts;
  }

  /** Reads a spec; refused when a part is empty or none of the forms. */
  public static PositionSelection parse(String text) {
    Spec spec = new Spec("positions", text, HELP);
    return new PositionSelection(
        text, spec.parts().stream().map(part -> read(spec, part)).toList());
  }

  /**
   * The chosen positions of one sequence, ascending, each once.
   *
   * @param promptName how a refusal names the prompt, such as {@code prompt 3}
   * @param promptTokens the prompt's length n, at least 1
   * @param labelPosition where the label's token is, if there is one
   * @param generatedTokens how many tokens were or will be sampled, g; they add the positions
   *     n..n+g-2, because the last one is never fed back
   */
  public int[] resolve(
      String promptName, int promptTokens, OptionalInt labelPosition, int generatedTokens) {
    Sequence sequence =
        new Sequence(spec, promptName, promptTokens, labelPosition, generatedTokens);
    BitSet chosen = new BitSet();
    parts.forEach(part -> part.addTo(chosen, sequence));
    return chosen.stream().toArray();
  }

  /** Whether {@code generated} is named, which chooses nothing where nothing is generated. */
  public boolean needsGeneration() {
    return parts.contains(new PositionPart.Generated());
  }

  /** Whether {@code label} is named, so that every prompt needs a label. */
  public boolean needsLabel() {
    return parts.contains(new PositionPart.Label());
  }

  /** The spec as given. */
  @Override
  public String toString() {
    return spec;
  }

  private static PositionPart read(Spec spec, String part) {
    return switch (part) {
      case "all" -> new PositionPart.All();
      case "prompt" -> new PositionPart.Prompt();
      case "generated" -> new PositionPart.Generated();
      case "label" -> new PositionPart.Label();
      case "last" -> new PositionPart.Last(1);
      default -> part.startsWith(LAST) ? last(spec, part) : listed(spec, part);
    };
  }

  private static PositionPart last(Spec spec, String part) {
    int count = spec.number(part, part.substring(LAST.length()));
    if (count == 0) {
      throw spec.refused(part, "the last 0 positions are none");
    }
    return new PositionPart.Last(count);
  }

  private static PositionPart listed(Spec spec, String part) {
    boolean negative = part.startsWith("-");
    String digits = negative ? part.substring(1) : part;
    if (!Spec.isNumber(digits)) {
      throw spec.refused(part, "there is no such position");
    }
    int number = spec.number(part, digits);
    if (negative && number == 0) {
      throw spec.refused(part, "negative positions start at -1");
    }
    return new PositionPart.Listed(negative ? -number : number);
  }
}
