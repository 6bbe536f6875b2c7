package io.stratalens.jobs.bench;

/**
 * What the machine does at most where one microbatch is computed.
 *
 * @param operations floating-point ones a second
 * @param bytes of memory a second, of as many as the microbatch needs
 * @param disk bytes a second, written and flushed
 */
record GrowthBounds(double operations, double bytes, double disk) {
  /** Seconds below which no microbatch of this cost is computed. */
  double seconds(GrowthCost cost) {
    return Math.max(cost.operations() / operations, cost.bytes() / bytes);
  }

  /** Which of the two it is. */
  String nearer(GrowthCost cost) {
    return cost.operations() / operations >= cost.bytes() / bytes ? "product" : "memory";
  }
}
