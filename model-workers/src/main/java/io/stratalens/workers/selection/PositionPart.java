package io.stratalens.workers.selection;

import java.io.Serializable;
import java.util.BitSet;

/** One part of a position spec; serialisable, since tasks resolve positions. */
sealed interface PositionPart extends Serializable {
  /** Adds the part's positions, or refuses the sequence because it lacks one. */
  void addTo(BitSet chosen, Sequence sequence);

  /** The prompt and what was generated, if anything was. */
  record All() implements PositionPart {
    @Override
    public void addTo(BitSet chosen, Sequence sequence) {
      chosen.set(0, sequence.fedTokens());
    }
  }

  /** Positions 0..n-1 of the prompt. */
  record Prompt() implements PositionPart {
    @Override
    public void addTo(BitSet chosen, Sequence sequence) {
      chosen.set(0, sequence.promptTokens());
    }
  }

  /** Positions from n on. */
  record Generated() implements PositionPart {
    @Override
    public void addTo(BitSet chosen, Sequence sequence) {
      chosen.set(sequence.promptTokens(), sequence.fedTokens());
    }
  }

  /** The last {@code count} positions of the prompt. */
  record Last(int count) implements PositionPart {
    @Override
    public void addTo(BitSet chosen, Sequence sequence) {
      if (count > sequence.promptTokens()) {
        throw sequence.lacks("the last %d positions", count);
      }
      chosen.set(sequence.promptTokens() - count, sequence.promptTokens());
    }
  }

  /** A position of the prompt; negative ones count from its end. */
  record Listed(int position) implements PositionPart {
    @Override
    public void addTo(BitSet chosen, Sequence sequence) {
      int index = position < 0 ? sequence.promptTokens() + position : position;
      if (index < 0 || index >= sequence.promptTokens()) {
        throw sequence.lacks("a position %d", position);
      }
      chosen.set(index);
    }
  }

  /** The label's token. */
  record Label() implements PositionPart {
    @Override
    public void addTo(BitSet chosen, Sequence sequence) {
      chosen.set(sequence.labelPosition().orElseThrow(() -> sequence.lacks("a label")));
    }
  }
}
