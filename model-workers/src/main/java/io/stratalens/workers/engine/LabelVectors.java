package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** The unembedding of tokens that prompts choose between, as many for each prompt. */
public final class LabelVectors implements AutoCloseable {
  private final NDManager scope;
  private final NDArray vectors;

  LabelVectors(LoadedProgram program, NDManager manager, int[] ids, int prompts, int width) {
    this.scope = manager.newSubManager();
    try (NDManager inputs = manager.newSubManager();
        Arguments arguments = new Arguments()) {
      arguments.tensor(inputs.create(Arrays.stream(ids).asLongStream().toArray()));
      NDArray rows = program.tensor("unembedding", arguments, inputs);
      vectors = rows.reshape(new Shape(prompts, ids.length / prompts, width));
      vectors.attach(scope);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /** The labels' logits at hidden states [branches, prompts, width]. */
  float[] logits(NDArray hidden, LoadedProgram program, NDManager scope) {
    try (Arguments arguments = new Arguments()) {
      arguments.tensor(hidden).tensor(vectors);
      return program.tensor("label_logits", arguments, scope).toFloatArray();
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
