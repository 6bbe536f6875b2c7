package io.stratalens.jobs.vectors;

/** A choice among the rows of a data set. */
@FunctionalInterface
public interface ChosenRows {
  /** The chosen places, ascending, from 0; refused when the data set lacks one of them. */
  int[] of(String dataset, int rows);
}
