package io.stratalens.workers.sweep;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.model.ModelConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a model can be asked to score. */
final class SweepCheck {
  private final ModelConfig config;

  SweepCheck(ModelConfig config) {
    this.config = config;
  }

  void check(List<SweepSample> samples, List<SweepCell> cells, float[] multipliers) {
    samples.forEach(this::check);
    cells.forEach(this::check);
    Set<Float> different = new HashSet<>();
    for (float multiplier : multipliers) {
      // 0 and -0 are one multiplier.
      if (!Float.isFinite(multiplier) || !different.add(multiplier + 0f)) {
        throw StratalensException.invalid(
            "Cannot sweep because a multiplier is not finite or stands there twice: %s. Name each"
                + " once.",
            multiplier);
      }
    }
  }

  private void check(SweepSample sample) {
    for (int label : new int[] {sample.matching(), sample.other()}) {
      if (label < 0 || label >= config.vocabulary()) {
        throw StratalensException.invalid(
            "Cannot sweep because a label of sample %d is not in the model's vocabulary of %d: id"
                + " %d. Use the tokenizer of this model.",
            sample.index(), config.vocabulary(), label);
      }
    }
  }

  private void check(SweepCell cell) {
    String place = cell.site().label() + " of layer " + cell.layer();
    if (cell.layer() < 0 || cell.layer() >= config.layers()) {
      throw StratalensException.invalid(
          "Cannot sweep %s because the model has layers 0 to %d only: %d. Name one of these.",
          place, config.layers() - 1, cell.layer());
    }
    if (cell.values().length != config.width()) {
      throw StratalensException.invalid(
          "Cannot sweep %s because the width of its vector '%s' is not the model's %d: %d. Use a"
              + " vector made with this model.",
          place, cell.vector(), config.width(), cell.values().length);
    }
  }
}
