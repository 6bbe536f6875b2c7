package io.stratalens.workers.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What executors last told of themselves, as gauges of the driver's registry: Spark's Prometheus
 * page of the driver is the only one an application has, since executors serve no pages.
 */
public final class ExecutorMeters {
  /** Before an executor's id and a dot and the metric's name. */
  public static final String PREFIX = "executor.";

  private final MetricRegistry registry;
  private final Map<String, Map<ProcessMetric, Double>> latest = new ConcurrentHashMap<>();
  private final Set<String> gone = new HashSet<>();

  /** Gauges in this registry. */
  public ExecutorMeters(MetricRegistry registry) {
    this.registry = registry;
  }

  /** Takes an executor's values. */
  public synchronized void heard(String executor, Map<ProcessMetric, Double> values) {
    if (gone.contains(executor)) {
      return; // a last word of one that Spark has given up
    }
    if (latest.put(executor, Map.copyOf(values)) == null) {
      register(registry, PREFIX + executor + ".", () -> latest.getOrDefault(executor, Map.of()));
    }
  }

  /** Forgets an executor, whose id does not come again. */
  public synchronized void lost(String executor) {
    gone.add(executor);
    if (latest.remove(executor) != null) {
      registry.removeMatching((name, metric) -> name.startsWith(PREFIX + executor + "."));
    }
  }

  /** Registers a gauge for each metric of a process. */
  public static void register(
      MetricRegistry registry, String prefix, Supplier<Map<ProcessMetric, Double>> values) {
    for (ProcessMetric metric : ProcessMetric.values()) {
      registry.register(
          prefix + metric.label(), (Gauge<Double>) () -> values.get().getOrDefault(metric, 0.0));
    }
  }
}
