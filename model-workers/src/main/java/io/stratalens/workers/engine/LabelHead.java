package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** The unembedding of tokens that prompts choose between, as many for each prompt. */
public final class LabelHead implements AutoCloseable {
  private final LoadedProgram program;
  private final NDManager scope;
  private final NDArray vectors;

  LabelHead(LoadedProgram program, NDManager manager, int[] ids, int prompts, int width) {
    this.program = program;
    this.scope = manager.newSubManager();
    try (NDManager inputs = manager.newSubManager();
        CallValues arguments = new CallValues()) {
      arguments.tensor(inputs.create(Arrays.stream(ids).asLongStream().toArray()));
      NDArray rows = program.tensor("unembedding", arguments, inputs);
      vectors = rows.reshape(new Shape(prompts, ids.length / prompts, width));
      vectors.attach(scope);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /**
   * The logits of each prompt's own labels at its last position, [branches x prompts x labels], in
   * float32.
   *
   * @param branches what {@link Branches#run} left behind the last layer
   */
  public float[] logits(ForwardResult branches) {
    try (NDManager answer = scope.newSubManager();
        CallValues arguments = new CallValues()) {
      arguments.tensor(branches.hidden()).tensor(vectors);
      return program.tensor("label_logits", arguments, answer).toFloatArray();
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
