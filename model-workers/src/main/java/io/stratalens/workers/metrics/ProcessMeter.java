package io.stratalens.workers.metrics;

import io.stratalens.workers.host.MemoryPeak;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.host.PeakMemory;
import io.stratalens.workers.link.DataPort;
import io.stratalens.workers.pipeline.LiveStages;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads the metrics of this process; never waits for a stage that computes or loads. */
public final class ProcessMeter {
  private final LiveStages stages;
  private final Optional<DataPort> port;

  /** A meter of this process; without a data port in local mode. */
  public ProcessMeter(Optional<DataPort> port) {
    this.stages = LiveStages.ofProcess();
    this.port = port;
  }

  /** All values now. */
  public Map<ProcessMetric, Double> read() {
    Map<ProcessMetric, Double> values = new EnumMap<>(ProcessMetric.class);
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    MemoryPeak peak = ModelHost.ofProcess().lastPeak();
    long resident = PeakMemory.resident();
    values.put(ProcessMetric.PASS_SECONDS, stages.busy().toNanos() / 1e9);
    values.put(ProcessMetric.LINK_WAIT_SECONDS, stages.waited().toNanos() / 1e9);
    values.put(ProcessMetric.PASSES, (double) stages.microbatches());
    values.put(ProcessMetric.STAGES, (double) stages.count());
    values.put(ProcessMetric.PROGRESS_AGE_SECONDS, stages.age().toNanos() / 1e9);
    values.put(ProcessMetric.STUCK_SECONDS, stages.stuck().toNanos() / 1e9);
    values.put(ProcessMetric.QUEUE_DEPTH, port.map(own -> (double) own.queueDepth()).orElse(0.0));
    values.put(
        ProcessMetric.LINK_BYTES_IN,
        port.map(own -> (double) own.counters().bytesIn()).orElse(0.0));
    values.put(
        ProcessMetric.LINK_BYTES_OUT,
        port.map(own -> (double) own.counters().bytesOut()).orElse(0.0));
    values.put(ProcessMetric.HEAP_BYTES, (double) heap.getUsed());
    values.put(ProcessMetric.RESIDENT_BYTES, (double) resident);
    values.put(ProcessMetric.NATIVE_BYTES, (double) Math.max(0, resident - heap.getCommitted()));
    values.put(ProcessMetric.PEAK_RESIDENT_BYTES, (double) peak.resident());
    values.put(ProcessMetric.PEAK_DEVICE_BYTES, (double) peak.device());
    return values;
  }
}
