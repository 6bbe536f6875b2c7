package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Two stacks on the host that steps leave their vectors in, in turns; each grows when it must. */
final class HostStacks {
  private final LoadedProgram program;
  private final NDManager scope;
  private final NDArray[] stacks = new NDArray[2];
  private int turn;

  /**
   * @param scope owns the stacks
   */
  HostStacks(LoadedProgram program, NDManager scope) {
    this.program = program;
    this.scope = scope;
  }

  /** The stack whose turn it is, of at least so many bytes. */
  NDArray next(long bytes) {
    turn = 1 - turn;
    if (stacks[turn] == null || stacks[turn].size() < bytes) {
      if (stacks[turn] != null) {
        stacks[turn].close();
      }
      try (CallValues arguments = new CallValues().integer(bytes)) {
        stacks[turn] = program.tensor("make_stack", arguments, scope);
      }
    }
    return stacks[turn];
  }
}
