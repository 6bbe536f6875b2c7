package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** One call of the program's lens, and its answer as Java arrays. */
final class LensCall {
  private final LoadedProgram program;
  private final NDManager manager;

  LensCall(LoadedProgram program, NDManager manager) {
    this.program = program;
    this.manager = manager;
  }

  LensNumbers read(NDArray vectors, LensBlock block) {
    try (NDManager scope = manager.newSubManager();
        CallValues arguments = new CallValues()) {
      NDArray targets =
          scope.create(block.targets(), new Shape(block.rows(), block.targetsPerRow()));
      arguments
          .tensor(vectors)
          .integers(block.scored())
          .integer(block.finalSlot())
          .integer(block.first())
          .integer(block.end())
          .tensor(targets)
          .integer(block.topK())
          .integer(LensBlock.ROWS_TOGETHER);
      List<NDArray> answer = program.tuple("lens", arguments, scope);
      return new LensNumbers(
          block.scored().length,
          block.rows(),
          block.topK(),
          block.targetsPerRow(),
          answer.get(0).toIntArray(),
          answer.get(1).toFloatArray(),
          answer.get(2).toFloatArray(),
          answer.get(3).toIntArray(),
          answer.get(4).toFloatArray(),
          block.finalSlot() < 0 ? null : answer.get(5).toFloatArray());
    }
  }
}
