package io.stratalens.workers.link;

/** Ends several things in order, every one of them whatever the others do. */
final class ClosingSteps {
  private RuntimeException first;

  ClosingSteps step(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (first == null) {
        first = e;
      } else {
        first.addSuppressed(e);
      }
    }
    return this;
  }

  /** Throws what the first failed step threw. */
  void end() {
    if (first != null) {
      throw first;
    }
  }
}
