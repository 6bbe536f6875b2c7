package io.stratalens.jobs.cli;

import io.stratalens.jobs.plan.PlanDevices;
import io.stratalens.udfs.error.StratalensException;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The options that say what stages are spread over. */
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "gpu|cpu",
      defaultValue = "gpu",
      description =
          "gpu computes in the model's own type, cpu in float32 (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--device-memory",
      paramLabel = "SIZE",
      description =
          "Memory of one device, such as 80g; a stage that needs more is refused. Of a CPU: a"
              + " stage's share of what an executor has outside its heap.")
  private String memory;

  @Option(
      names = "--executor-devices",
      paramLabel = "N",
      defaultValue = "1",
      description = "Devices of each executor (default: ${DEFAULT-VALUE}).")
  private int executorDevices;

  @Option(
      names = "--replicas",
      paramLabel = "R",
      defaultValue = "1",
      description = "Pipelines side by side (default: ${DEFAULT-VALUE}).")
  private int replicas;

  PlanDevices request(int batchTokens) {
    return new PlanDevices(
        gpu(),
        memory == null
            ? OptionalLong.empty()
            : OptionalLong.of(Inputs.size("--device-memory", memory)),
        Inputs.within("--executor-devices", executorDevices, 1, 1000),
        Inputs.within("--replicas", replicas, 1, 10_000),
        batchTokens);
  }

  private boolean gpu() {
    return switch (device) {
      case "gpu" -> true;
      case "cpu" -> false;
      default ->
          throw StratalensException.invalid(
              "Cannot use --device because it is neither gpu nor cpu: %s.", device);
    };
  }
}
