package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * A command line through the whole product in the tests' session, with all it said.
 *
 * @param results standard output
 * @param messages standard error
 */
record Sweeping(int exitCode, String results, String messages) {
  static Sweeping command(Path warehouse, String... arguments) {
    TestSpark.session();
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--warehouse", warehouse.toString()))
            .toArray(String[]::new);
    int exitCode =
        new Main(new Console(results, messages), Map.of(), new ApplicationJobs()).run(all);
    return new Sweeping(
        exitCode,
        results.toString(StandardCharsets.UTF_8),
        messages.toString(StandardCharsets.UTF_8));
  }

  /** A sweep that has to succeed. */
  static Sweeping of(Path warehouse, Path plan, String... more) {
    String[] arguments =
        Stream.concat(Stream.of("sweep", "--plan", plan.toString()), Stream.of(more))
            .toArray(String[]::new);
    Sweeping sweep = command(warehouse, arguments);
    assertThat(sweep.exitCode()).as(sweep.messages()).isZero();
    return sweep;
  }

  /**
   * Whether zero lies inside the interval of the mean slope of a cell's random directions.
   *
   * @param t Student's at 97.5% of one degree of freedom less than there are directions
   */
  static boolean zeroInsideControl(Row cell, double t) {
    double half =
        t * cell.<Double>getAs("control_sd") / Math.sqrt(cell.<Integer>getAs("control_n"));
    return Math.abs(cell.<Double>getAs("control_mean")) <= half;
  }

  String runId() {
    return lines().stream()
        .filter(line -> line.startsWith("Run "))
        .findFirst()
        .orElseThrow()
        .replaceFirst("^Run ", "");
  }

  List<String> lines() {
    return messages.lines().toList();
  }

  /** Rows that chunks computed, as progress tells of the last one. */
  long computed() {
    return lines().stream()
        .filter(line -> line.startsWith("chunk ") && line.contains(" rows, "))
        .mapToLong(line -> Long.parseLong(line.replaceFirst(".*, \\d+ of (\\d+) rows, .*", "$1")))
        .distinct()
        .sum();
  }
}
