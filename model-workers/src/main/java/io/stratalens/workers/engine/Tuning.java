package io.stratalens.workers.engine;

/**
 * Choices that change how fast a stage is and nothing else, to see what each of them gains.
 *
 * @param fusedProjections whether matrices that share an input are one product
 * @param optimisedGraphs whether libtorch profiles the program and recompiles it for every shape
 */
public record Tuning(boolean fusedProjections, boolean optimisedGraphs) {
  /** What everything but a measurement uses. */
  public static final Tuning USUAL = new Tuning(true, false);
}
