package io.stratalens.jobs.capture;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.settings.Settings;
import io.stratalens.workers.cluster.StageResource;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * What a stage's task asks of Spark, so that every device gets exactly one: a gpu, the resource
 * {@code stage}, or on executors that have neither all of their cores. Other tasks ask for none of
 * it, or they would wait behind the stages.
 */
final class DeviceProfile {
  private DeviceProfile() {}

  static ResourceProfile of(SparkConf conf) {
    TaskResourceRequests requests = new TaskResourceRequests();
    UnaryOperator<String> given = key -> conf.get(key, null);
    if (Settings.EXECUTOR_GPUS.find(given).isPresent()) {
      requests.cpus(1).resource(StageResource.GPU, 1);
    } else if (Settings.EXECUTOR_STAGES.find(given).isPresent()) {
      requests.cpus(1).resource(StageResource.STAGE, 1);
    } else {
      requests.cpus(Settings.EXECUTOR_CORES.find(given).orElseThrow(DeviceProfile::none));
    }
    return new ResourceProfileBuilder().require(requests).build();
  }

  private static StratalensException none() {
    return StratalensException.invalid(
        "Cannot run a pipeline because neither GPUs nor the cores of an executor are set: %s, %s or"
            + " %s. Set one of them.",
        Settings.EXECUTOR_GPUS.key(),
        Settings.EXECUTOR_STAGES.key(),
        Settings.EXECUTOR_CORES.key());
  }
}
