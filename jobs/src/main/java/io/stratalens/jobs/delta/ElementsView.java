package io.stratalens.jobs.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;

/** One array of a row, as the column of its elements. */
record ElementsView(ColumnVector elements) implements ArrayValue {
  @Override
  public int getSize() {
    return elements.getSize();
  }

  @Override
  public ColumnVector getElements() {
    return elements;
  }
}
