package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.Labels;
import java.util.Locale;

/** What grows while everything else stays as it is. */
public enum GrowthAxis {
  LAYERS("decoder layers") {
    @Override
    GrowthPoint grown(GrowthPoint base, int value) {
      return base.withShape(base.shape().withLayers(value));
    }
  },
  /** Heads and the inner width of the MLP grow in proportion. */
  WIDTH("width of the residual stream") {
    @Override
    GrowthPoint grown(GrowthPoint base, int value) {
      return base.withShape(base.shape().withWidth(value));
    }
  },
  LENGTH("tokens of each prompt") {
    @Override
    GrowthPoint grown(GrowthPoint base, int value) {
      return new GrowthPoint(base.shape(), value, base.batch(), base.stages(), base.microbatches());
    }
  },
  BATCH("prompts side by side") {
    @Override
    GrowthPoint grown(GrowthPoint base, int value) {
      return new GrowthPoint(
          base.shape(), base.tokens(), value, base.stages(), base.microbatches());
    }
  },
  /** Several microbatches are under way, or all stages but one would wait. */
  STAGES("stages, each a thread") {
    @Override
    GrowthPoint grown(GrowthPoint base, int value) {
      return new GrowthPoint(base.shape(), base.tokens(), base.batch(), value, UNDER_WAY);
    }
  };

  private static final int UNDER_WAY = 4;

  private final String meaning;

  GrowthAxis(String meaning) {
    this.meaning = meaning;
  }

  /** The axis of a name in small letters. */
  public static GrowthAxis of(String name) {
    return Labels.find(
        values(), GrowthAxis::label, name, "Cannot let an axis grow because it is not");
  }

  /** The point at which this is {@code value} and all else as in {@code base}. */
  abstract GrowthPoint grown(GrowthPoint base, int value);

  /** Its name. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What its values are. */
  String meaning() {
    return meaning;
  }
}
