package io.stratalens.workers.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetersTest {
  /** As Spark has it: the plugin's registry inside of its own. */
  private final MetricRegistry sparks = new MetricRegistry();

  private final MetricRegistry own = new MetricRegistry();

  @Test
  void anExecutorIsThereFromItsFirstWordToItsEnd() {
    ExecutorMeters executors = new ExecutorMeters(own);
    sparks.register("plugin", own);
    executors.heard("7", Map.of(ProcessMetric.PASSES, 1.0));
    executors.heard("71", Map.of(ProcessMetric.PASSES, 5.0));
    executors.heard("7", Map.of(ProcessMetric.PASSES, 2.0, ProcessMetric.QUEUE_DEPTH, 3.0));

    assertThat(gauge("plugin.executor.7.passes")).isEqualTo(2.0);
    assertThat(gauge("plugin.executor.7.queueDepth")).isEqualTo(3.0);
    assertThat(gauge("plugin.executor.7.heapBytes")).isEqualTo(0.0);

    executors.lost("7");
    executors.heard("7", Map.of(ProcessMetric.PASSES, 9.0));
    assertThat(sparks.getGauges().keySet())
        .hasSize(ProcessMetric.values().length)
        .allMatch(name -> name.startsWith("plugin.executor.71."));
  }

  @Test
  void runsAreCountedInTheApplicationsRegistryAndNowhereAfterItsEnd() {
    sparks.register("plugin", own);
    try (RunMeter meter = new RunMeter(own)) {
      meter.publish();
      RunMeter.ofApplication().count(RunMetric.PROMPTS, 3);
      RunMeter.ofApplication().add(RunMetric.PASS_SECONDS, 0.5);
      RunMeter.ofApplication().add(RunMetric.PASS_SECONDS, 0.25);
      RunMeter.ofApplication().set(RunMetric.CHUNKS_TO_DO, 9);
      RunMeter.ofApplication().set(RunMetric.CHUNKS_TO_DO, 8);
      RunMeter.ofApplication().wrote("lens", 4, 100);
      RunMeter.ofApplication().wrote("lens", 1, 11);
    }
    RunMeter.ofApplication().count(RunMetric.PROMPTS, 30);

    assertThat(sparks.counter("plugin.prompts").getCount()).isEqualTo(3);
    assertThat(sparks.counter("plugin.rows.lens").getCount()).isEqualTo(5);
    assertThat(sparks.counter("plugin.bytes").getCount()).isEqualTo(111);
    assertThat(gauge("plugin.passSeconds")).isEqualTo(0.75);
    assertThat(gauge("plugin.chunksToDo")).isEqualTo(8.0);
  }

  @Test
  void aProcessTellsEveryMetricOfIts() {
    Map<ProcessMetric, Double> values = new ProcessMeter(Optional.empty()).read();

    assertThat(values).containsOnlyKeys(ProcessMetric.values());
    assertThat(values.get(ProcessMetric.HEAP_BYTES)).isPositive();
    assertThat(values.get(ProcessMetric.RESIDENT_BYTES))
        .isGreaterThan(values.get(ProcessMetric.NATIVE_BYTES));
  }

  private Object gauge(String name) {
    return sparks.getGauges().get(name).getValue();
  }
}
