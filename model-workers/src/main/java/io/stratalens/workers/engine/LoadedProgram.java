package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.stratalens.workers.program.StageProgram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The stage program in libtorch, with methods called by name. */
final class LoadedProgram implements AutoCloseable {
  private final PtSymbolBlock block;
  private final boolean optimised;

  LoadedProgram(NDManager manager, boolean optimised) {
    this.optimised = optimised;
    try {
      block =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(StageProgram.archive()), true, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls a method whose answer does not matter. */
  void run(String method, CallValues arguments) {
    call(method, arguments).close();
  }

  /** Calls a method that returns one tensor, which belongs to {@code manager}. */
  NDArray tensor(String method, CallValues arguments, NDManager manager) {
    try (IValue result = call(method, arguments)) {
      return result.toTensor((PtNDManager) manager);
    }
  }

  /** Calls a method that returns a tuple of tensors, which belong to {@code manager}. */
  List<NDArray> tuple(String method, CallValues arguments, NDManager manager) {
    List<NDArray> tensors = new ArrayList<>();
    try (IValue result = call(method, arguments)) {
      for (IValue part : result.toIValueTuple()) {
        try (part) {
          tensors.add(part.toTensor((PtNDManager) manager));
        }
      }
    }
    return tensors;
  }

  /** Calls a method that returns a list of tensors, which belong to {@code manager}. */
  List<NDArray> list(String method, CallValues arguments, NDManager manager) {
    try (IValue result = call(method, arguments)) {
      return List.of(result.toTensorArray((PtNDManager) manager));
    }
  }

  private IValue call(String method, CallValues arguments) {
    LibTorch.optimiseGraphs(optimised);
    return LibTorch.call(() -> IValueUtils.runMethod(block, method, arguments.toArray()));
  }

  @Override
  public void close() {
    block.close();
  }
}
