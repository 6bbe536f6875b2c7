package io.stratalens.workers.cluster;

import io.stratalens.udfs.settings.Settings;
import io.stratalens.workers.metrics.ExecutorMeters;
import io.stratalens.workers.metrics.ProcessMeter;
import io.stratalens.workers.metrics.RunMeter;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** The driver's part of the plugin: keeps the list of workers and gives them their orders. */
final class DriverPart implements DriverPlugin {
  private final Cluster cluster = new Cluster(System::nanoTime);
  private RunMeter runs;
  private ExecutorMeters executors;

  @Override
  public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
    // Whoever started the application: a shell or a notebook has not been through the command line.
    Settings.check(Stream.of(pluginContext.conf().getAll()).map(setting -> setting._1()).toList());
    runs = new RunMeter(pluginContext.metricRegistry());
    executors = new ExecutorMeters(pluginContext.metricRegistry());
    if (context.isLocal()) { // the executor is this process
      ExecutorMeters.register(
          pluginContext.metricRegistry(),
          ExecutorMeters.PREFIX + pluginContext.executorID() + ".",
          new ProcessMeter(Optional.empty())::read);
    }
    context.addSparkListener(
        new SparkListener() {
          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            cluster.lost(removed.executorId(), removed.reason());
            executors.lost(removed.executorId());
          }
        });
    cluster.publish();
    runs.publish();
    return Map.of();
  }

  @Override
  public Object receive(Object message) {
    if (message instanceof WorkerMessage.Beat beat) {
      executors.heard(beat.report().executor(), beat.metrics());
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
    if (runs != null) { // the settings may have been refused
      runs.close();
    }
  }
}
