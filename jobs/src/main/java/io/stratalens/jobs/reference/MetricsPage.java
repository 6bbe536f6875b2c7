package io.stratalens.jobs.reference;

import static java.util.stream.Collectors.joining;

import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.workers.cluster.StratalensPlugin;
import io.stratalens.workers.metrics.ExecutorMeters;
import io.stratalens.workers.metrics.ProcessMetric;
import io.stratalens.workers.metrics.RunMetric;
import java.util.stream.Stream;

/** docs/metrics.md, made of {@link RunMetric}, {@link ProcessMetric} and the tables' names. */
final class MetricsPage {
  /** What Spark puts before every metric of the plugin on the driver's page. */
  static final String PREFIX =
      "metrics_stratalens_driver_plugin_"
          + StratalensPlugin.class.getName().replace('.', '_')
          + "_";

  private static final String HEAD =
      """
      # Metrics

      This page is generated from `io.stratalens.workers.metrics` by
      `io.stratalens.jobs.reference.ReferencePages`; a test holds that it is current, and another one
      scrapes a capture for every name on it.

      The driver's own page serves all of them in Prometheus' format, those of executors included, which
      tell the driver twice a second; no executor opens a port for it. A command has the page while it
      runs, with its user interface on:

          bin/stratalens capture ... --conf spark.ui.enabled=true --conf spark.ui.port=4040
          curl http://localhost:4040/metrics/prometheus/

      `serve.conf` turns it on. `conf/spark-defaults.conf` names the sink and the namespace `stratalens`
      (else an application's id stands in every name); under spark-submit give it these lines yourself:

          spark.metrics.namespace                                stratalens
          spark.metrics.conf.driver.sink.prometheusServlet.class org.apache.spark.metrics.sink.PrometheusServlet
          spark.metrics.conf.driver.sink.prometheusServlet.path  /metrics/prometheus

      Spark's own metrics are on the same page, and those of its executors on
      `/metrics/executors/prometheus`. Every name below follows

          %1$s

      and is followed by `_Count` for a counter and `_Value` for a gauge. Prometheus turns the names into
      short ones with a label for the executor by

          metric_relabel_configs:
            - source_labels: [__name__]
              regex: %1$sexecutor_([^_]+)_(.+)_Value
              target_label: executor
              replacement: $1
            - source_labels: [__name__]
              regex: %1$sexecutor_([^_]+)_(.+)_Value
              target_label: __name__
              replacement: stratalens_executor_$2
            - source_labels: [__name__]
              regex: %1$s(.+)_(Count|Value)
              target_label: __name__
              replacement: stratalens_$1
      """;

  private MetricsPage() {}

  static String text() {
    return HEAD.formatted(PREFIX)
        + section(
            "Of runs, since the application began",
            Stream.concat(
                Stream.of(RunMetric.values())
                    .map(one -> row(one.label(), one.counter(), one.meaning())),
                Tables.all().stream()
                    .filter(table -> table.perPrompt() || table.equals(Tables.PROPENSITIES))
                    .map(MetricsPage::rows)))
        + section(
            "Of each process that computes",
            Stream.of(ProcessMetric.values())
                .map(one -> row(ExecutorMeters.PREFIX + "ID." + one.label(), false, one.meaning())),
            """
            `ID` is Spark's number of the executor, or `driver` in local mode, where the driver computes.
            An executor that is gone is gone from the page too.

            """);
  }

  private static String section(String title, Stream<String> rows, String... words) {
    return rows.collect(
        joining(
            "",
            "\n## %s\n\n%s| name | kind | what |\n|---|---|---|\n"
                .formatted(title, String.join("", words)),
            ""));
  }

  private static String rows(TableDefinition table) {
    return row(
        RunMetric.ROWS + table.name(),
        true,
        "Rows of committed chunks in the table " + table.name());
  }

  private static String row(String label, boolean counter, String meaning) {
    return "| `%s` | %s | %s |\n"
        .formatted(label.replace('.', '_'), counter ? "counter" : "gauge", meaning);
  }
}
