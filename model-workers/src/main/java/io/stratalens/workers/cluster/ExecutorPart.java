package io.stratalens.workers.cluster;

import io.stratalens.workers.host.DaemonThreads;
import io.stratalens.workers.link.DataPort;
import io.stratalens.workers.link.LinkSettings;
import io.stratalens.workers.metrics.ExecutorMeters;
import io.stratalens.workers.metrics.ProcessMeter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor's part of the plugin: owns the worker. A worker that cannot be started ends the
 * executor with {@link #EXIT_CODE}, after it has told the driver why; never in local mode, where
 * the executor is the driver.
 */
final class ExecutorPart implements ExecutorPlugin {
  /** The exit code of an executor whose worker could not be started. */
  static final int EXIT_CODE = 78;

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorPart.class);
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final String DRIVER = "driver";

  private PluginContext context;
  private StageWorker worker;
  private ProcessMeter meter;
  private ScheduledExecutorService beats;
  private ExecutorService loading;

  @Override
  public void init(PluginContext pluginContext, Map<String, String> extraConf) {
    context = pluginContext;
    if (context.executorID().equals(DRIVER)) {
      return;
    }
    try {
      start();
    } catch (RuntimeException | LinkageError e) {
      LOG.error("Cannot start the worker of executor {}", context.executorID(), e);
      tell(new WorkerMessage.Stillborn(context.executorID(), String.valueOf(e.getMessage())));
      System.exit(EXIT_CODE);
    }
  }

  private void start() {
    SparkConf conf = context.conf();
    SparkEnv environment = SparkEnv.get();
    // The context's own host name is not there yet in an executor.
    String host = environment.blockManager().blockManagerId().host();
    DataPort port = DataPort.open(conf, environment.securityManager(), host, LinkSettings.of(conf));
    worker =
        new StageWorker(
            context.executorID(),
            host,
            devices(context.resources()),
            port,
            (epoch, failure) -> tell(new WorkerMessage.Failed(epoch, failure)));
    meter = new ProcessMeter(Optional.of(port));
    ExecutorMeters.register(context.metricRegistry(), "", meter::read);
    worker.publish();
    loading = Executors.newSingleThreadExecutor(DaemonThreads.named("stratalens-load"));
    beats = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("stratalens-beat"));
    beats.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  static List<String> devices(Map<String, ResourceInformation> resources) {
    for (String name : List.of(StageResource.GPU, StageResource.STAGE)) {
      if (resources.containsKey(name)) {
        return List.of(resources.get(name).addresses()).stream()
            .map(address -> StageResource.device(name, address))
            .toList();
      }
    }
    return List.of("cpu");
  }

  private void beat() {
    try {
      Object order = context.ask(new WorkerMessage.Beat(worker.report(), meter.read()));
      if (order instanceof byte[] packed) {
        WorkOrder work = PackedOrder.unpack(packed);
        loading.execute(() -> worker.obey(work));
      }
    } catch (Exception e) {
      LOG.warn("Cannot reach the driver: {}", e.getMessage());
    }
  }

  private void tell(WorkerMessage message) {
    try {
      context.ask(message);
    } catch (Exception e) {
      LOG.warn("Cannot tell the driver {}", message, e);
    }
  }

  @Override
  public void shutdown() {
    if (worker == null) {
      return;
    }
    beats.shutdownNow();
    loading.shutdownNow();
    worker.close();
  }
}
