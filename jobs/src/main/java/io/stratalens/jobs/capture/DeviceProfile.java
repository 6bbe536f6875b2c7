package io.stratalens.jobs.capture;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.StageResource;
import java.util.List;
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
    for (String name : List.of(StageResource.GPU, StageResource.STAGE)) {
      if (conf.contains("spark.executor.resource." + name + ".amount")) {
        requests.cpus(1).resource(name, 1);
        return new ResourceProfileBuilder().require(requests).build();
      }
    }
    if (!conf.contains("spark.executor.cores")) {
      throw StratalensException.invalid(
          "Cannot run a pipeline because neither GPUs nor the cores of an executor are set:"
              + " spark.executor.resource.gpu.amount, spark.executor.resource.stage.amount or"
              + " spark.executor.cores. Set one of them.");
    }
    requests.cpus(conf.getInt("spark.executor.cores", 1));
    return new ResourceProfileBuilder().require(requests).build();
  }
}
