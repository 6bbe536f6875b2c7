package io.stratalens.jobs.steering;

import io.stratalens.workers.generate.Steered;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Interventions with their vectors, in the order of application.
 *
 * @param applied what the engine is given
 * @param written for each of them its text in tables
 */
public record Interventions(List<Steered> applied, List<String> written) implements Serializable {
  /** No steering. */
  public static final Interventions NONE = new Interventions(List.of(), List.of());

  /** Requires a text for each. */
  public Interventions {
    applied = List.copyOf(applied);
    written = List.copyOf(written);
    if (applied.size() != written.size()) {
      throw new IllegalArgumentException("an intervention has a text");
    }
  }

  /** These, and others behind them. */
  Interventions and(Interventions others) {
    List<Steered> all = new ArrayList<>(applied);
    all.addAll(others.applied);
    List<String> texts = new ArrayList<>(written);
    texts.addAll(others.written);
    return new Interventions(all, texts);
  }
}
