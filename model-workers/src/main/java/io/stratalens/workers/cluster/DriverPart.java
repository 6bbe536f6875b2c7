package io.stratalens.workers.cluster;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** The driver's part of the plugin: keeps the list of workers and gives them their orders. */
final class DriverPart implements DriverPlugin {
  private final Cluster cluster = new Cluster(System::nanoTime);

  @Override
  public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
    context.addSparkListener(
        new SparkListener() {
          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            cluster.lost(removed.executorId(), removed.reason());
          }
        });
    cluster.publish();
    return Map.of();
  }

  @Override
  public Object receive(Object message) {
    if (message instanceof WorkerMessage.Beat beat) {
      WorkOrder order = cluster.beat(beat.report());
      return order == null ? null : PackedOrder.pack(order);
    }
    if (message instanceof WorkerMessage.Failed failed) {
      cluster.failed(failed.epoch(), failed.failure());
    } else if (message instanceof WorkerMessage.Stillborn stillborn) {
      cluster.stillborn(stillborn.executor(), stillborn.cause());
    }
    return null;
  }

  @Override
  public void shutdown() {
    cluster.close();
  }
}
