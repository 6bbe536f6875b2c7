package io.stratalens.workers.sweep;

import io.stratalens.workers.engine.Branch;

/** A cell under one multiplier, which is not 0. */
record SteeredCell(PlacedCell cell, float multiplier) {
  Branch branch() {
    float[] change = cell.cell().values().clone();
    for (int i = 0; i < change.length; i++) {
      change[i] *= multiplier;
    }
    return new Branch(cell.place(), change);
  }
}
