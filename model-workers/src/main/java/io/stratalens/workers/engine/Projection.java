package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** Logits of kept vectors, held by libtorch until closed; the last tensor has the likeliest ids. */
public final class Projection implements AutoCloseable {
  private final NDManager scope;
  private final List<NDArray> tensors;

  Projection(NDManager scope, List<NDArray> tensors) {
    this.scope = scope;
    this.tensors = tensors;
  }

  /** Ids of the likeliest tokens after each slot's last row, [slots x k]. */
  public long[] likeliest() {
    return tensors.get(tensors.size() - 1).toLongArray();
  }

  @Override
  public void close() {
    scope.close();
  }
}
