package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.UI$;
import org.apache.spark.sql.connect.config.Connect$;
import org.apache.spark.sql.delta.sources.DeltaSQLConf$;
import org.apache.spark.sql.internal.SQLConf$;
import org.apache.spark.sql.internal.StaticSQLConf$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfFilesTest {
  private static final Path CONF = Checkout.root().resolve("conf");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(CONF)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "capture",
        "generate",
        "lens",
        "vectors",
        "sweep",
        "report",
        "sql",
        "serve",
        "maintain",
        "bench"
      })
  void everyCommandHasAFileThatItsSettingsComeFrom(String command) throws IOException {
    Map<String, String> own = read(CONF.resolve(command + ".conf"));

    assertThat(own).isNotEmpty();
    assertThat(
            SparkSettings.of(
                command, Map.of(), Map.of("STRATALENS_CONF", CONF.toString()), new Properties()))
        .containsAllEntriesOf(own)
        .containsKeys("spark.master", "spark.metrics.namespace");
  }

  @ParameterizedTest
  @MethodSource("files")
  void everySettingHasAReasonAboveItAndAKeyThatSparkOrWeKnow(Path file) throws IOException {
    loadKeys();
    String above = "";
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        above = line;
        continue;
      }
      assertThat(above).as("above " + line).isNotBlank();
      String key = line.split("\\s+", 2)[0];
      boolean free =
          key.equals("spark.master")
              || key.startsWith("spark.metrics.conf.")
              || key.startsWith("spark.sql.catalog.");
      if (!free && !key.startsWith("spark.stratalens.")) {
        assertThat(ConfigEntry.findEntry(key)).as(key + " in " + file).isNotNull();
      }
    }
  }

  @Test
  void aMisspeltKeyOfOursInACommandsFileIsRefused(@TempDir Path folder) throws IOException {
    Files.copy(CONF.resolve("spark-defaults.conf"), folder.resolve("spark-defaults.conf"));
    Files.writeString(folder.resolve("plan.conf"), "spark.stratalens.stage.retry 2\n");

    CommandRun run =
        CommandRun.with(
            context -> true,
            Map.of("STRATALENS_CONF", folder.toString()),
            "plan",
            "--shape",
            "qwen3-4b");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.requests()).isEmpty();
    assertThat(run.messages())
        .isEqualTo(
            "Cannot read the configuration because spark.stratalens.stage.retry is unknown: did you"
                + " mean spark.stratalens.stage.retries?\n");
  }

  private static Map<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    properties.load(Files.newBufferedReader(file));
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  /** Spark, its Connect server and Delta declare their keys when these are first looked at. */
  private static void loadKeys() {
    assertThat(
            List.of(
                org.apache.spark.internal.config.package$.MODULE$,
                UI$.MODULE$,
                SQLConf$.MODULE$,
                StaticSQLConf$.MODULE$,
                DeltaSQLConf$.MODULE$,
                Connect$.MODULE$))
        .doesNotContainNull();
  }
}
