package io.stratalens.workers.cluster;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.stratalens.workers.link.LinkCounters;
import io.stratalens.workers.pipeline.StageProgress;
import java.util.function.ToLongFunction;

/** A worker's gauges, in Spark's metric registry: times in milliseconds, sizes in bytes. */
final class WorkerGauges {
  private WorkerGauges() {}

  static void register(StageWorker worker, MetricRegistry registry) {
    long started = System.nanoTime();
    LinkCounters counters = worker.port().counters();
    gauge(registry, "queueDepth", () -> worker.port().queueDepth());
    gauge(registry, "bytesIn", counters::bytesIn);
    gauge(registry, "bytesOut", counters::bytesOut);
    gauge(registry, "microbatches", () -> sum(worker, StageProgress::microbatches));
    gauge(
        registry,
        "busyShare",
        () ->
            (double) sum(worker, stage -> stage.busy().toNanos())
                / worker.devices().size()
                / (System.nanoTime() - started));
    gauge(
        registry,
        "progressAge",
        () ->
            worker.progress().stream().mapToLong(stage -> stage.age().toMillis()).min().orElse(0));
  }

  private static long sum(StageWorker worker, ToLongFunction<StageProgress> value) {
    return worker.progress().stream().mapToLong(value).sum();
  }

  private static <T> void gauge(MetricRegistry registry, String name, Gauge<T> gauge) {
    registry.register(name, gauge);
  }
}
