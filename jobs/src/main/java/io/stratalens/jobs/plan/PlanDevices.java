package io.stratalens.jobs.plan;

import java.util.OptionalLong;

/**
 * What the stages are to be spread over.
 *
 * @param gpu whether devices are GPUs, which compute in the model's own type
 * @param memory bytes of one device; empty where nothing is to be refused
 * @param executorDevices devices of each executor
 * @param replicas pipelines side by side
 * @param batchTokens tokens of a microbatch at most, padding counted
 */
public record PlanDevices(
    boolean gpu, OptionalLong memory, int executorDevices, int replicas, int batchTokens) {
  /** Requires executors with devices, and something to compute. */
  public PlanDevices {
    if (executorDevices < 1 || replicas < 1 || batchTokens < 1) {
      throw new IllegalArgumentException(
          "devices, replicas and tokens are at least 1: %d, %d, %d"
              .formatted(executorDevices, replicas, batchTokens));
    }
  }

  /** What one device is called. */
  String device() {
    return gpu ? "GPU" : "CPU";
  }
}
