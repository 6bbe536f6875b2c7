package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The values of one call into the program; closing frees them, never the tensors they hold. */
final class Arguments implements AutoCloseable {
  private final Deque<IValue> values = new ArrayDeque<>();

  Arguments tensor(NDArray tensor) {
    return add(IValue.from((PtNDArray) tensor));
  }

  Arguments tensors(List<? extends NDArray> tensors) {
    return add(IValue.listFrom(tensors.toArray(PtNDArray[]::new)));
  }

  Arguments integer(long value) {
    return add(IValue.from(value));
  }

  Arguments real(double value) {
    return add(IValue.from(value));
  }

  Arguments integers(int[] list) {
    return add(IValue.listFrom(Arrays.stream(list).asLongStream().toArray()));
  }

  Arguments reals(double[] list) {
    return add(IValue.listFrom(list));
  }

  IValue[] toArray() {
    return values.toArray(IValue[]::new);
  }

  private Arguments add(IValue value) {
    values.addLast(value);
    return this;
  }

  @Override
  public void close() {
    while (!values.isEmpty()) {
      values.removeLast().close();
    }
  }
}
