package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The values of one call into the program; closing frees them, never the tensors they hold. */
final class CallValues implements AutoCloseable {
  private final Deque<IValue> values = new ArrayDeque<>();

  CallValues tensor(NDArray tensor) {
    return add(IValue.from((PtNDArray) tensor));
  }

  CallValues tensors(List<? extends NDArray> tensors) {
    return add(IValue.listFrom(tensors.toArray(PtNDArray[]::new)));
  }

  CallValues integer(long value) {
    return add(IValue.from(value));
  }

  CallValues real(double value) {
    return add(IValue.from(value));
  }

  CallValues integers(int[] list) {
    return add(IValue.listFrom(Arrays.stream(list).asLongStream().toArray()));
  }

  CallValues reals(double[] list) {
    return add(IValue.listFrom(list));
  }

  IValue[] toArray() {
    return values.toArray(IValue[]::new);
  }

  private CallValues add(IValue value) {
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
