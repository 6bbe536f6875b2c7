package io.stratalens.workers.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;

/** Counts what the runs of an application have done, on the driver; any thread may count. */
public final class RunMeter implements AutoCloseable {
  private static final AtomicReference<RunMeter> OF_APPLICATION = new AtomicReference<>();

  private final MetricRegistry registry;
  private final Map<RunMetric, Counter> counters = new EnumMap<>(RunMetric.class);
  private final Map<RunMetric, DoubleAdder> sums = new EnumMap<>(RunMetric.class);

  /** A meter whose metrics are in this registry. */
  public RunMeter(MetricRegistry registry) {
    this.registry = registry;
    for (RunMetric metric : RunMetric.values()) {
      if (metric.counter()) {
        counters.put(metric, registry.counter(metric.label()));
      } else {
        DoubleAdder sum = new DoubleAdder();
        sums.put(metric, sum);
        registry.register(metric.label(), (Gauge<Double>) sum::sum);
      }
    }
  }

  /** The meter of this application; one that nobody reads where the plugin is not loaded. */
  public static RunMeter ofApplication() {
    RunMeter meter = OF_APPLICATION.get();
    return meter == null ? new RunMeter(new MetricRegistry()) : meter;
  }

  /** Has jobs of this process count here. */
  public void publish() {
    OF_APPLICATION.set(this);
  }

  @Override
  public void close() {
    OF_APPLICATION.compareAndSet(this, null);
  }

  /** Counts so many more. */
  public void count(RunMetric metric, long more) {
    counters.get(metric).inc(more);
  }

  /** Adds seconds. */
  public void add(RunMetric metric, double more) {
    sums.get(metric).add(more);
  }

  /** Sets what goes up and down; from one thread at a time. */
  public void set(RunMetric metric, double value) {
    DoubleAdder sum = sums.get(metric);
    sum.add(value - sum.sum());
  }

  /** Counts rows and bytes that a chunk put into a table. */
  public void wrote(String table, long rows, long bytes) {
    registry.counter(RunMetric.ROWS + table).inc(rows);
    count(RunMetric.BYTES, bytes);
  }
}
