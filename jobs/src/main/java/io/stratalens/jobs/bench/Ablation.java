package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.Labels;
import io.stratalens.workers.engine.Tuning;
import java.util.Locale;
import java.util.Set;

/** Something that makes this way fast, to be left out and its gain seen. */
public enum Ablation {
  /** The lens behind the last step in large products: without it, inside each step slot by slot. */
  DEFERRED_LENS,
  /** Copies to the host while the next step runs: without them, the device is waited for. */
  ASYNCHRONOUS_COPIES,
  /** One product for matrices that share an input: without it, one each. */
  FUSED_PROJECTIONS,
  /** libtorch's graph optimiser kept off: without it, shapes are profiled and recompiled. */
  PLAIN_GRAPHS;

  /** The name on the command line, such as {@code deferred-lens}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of this name; refused by name when there is none. */
  public static Ablation of(String label) {
    return Labels.find(
        values(), Ablation::label, label, "Cannot leave out with --without what is not");
  }

  /** How an engine is loaded without these. */
  public static Tuning tuning(Set<Ablation> without) {
    return new Tuning(!without.contains(FUSED_PROJECTIONS), without.contains(PLAIN_GRAPHS));
  }
}
