package io.stratalens.jobs.reference;

import static java.util.stream.Collectors.joining;

import io.stratalens.udfs.settings.Setting;
import io.stratalens.udfs.settings.SettingPlace;
import io.stratalens.udfs.settings.Settings;
import java.util.stream.Stream;

/** docs/configuration.md, made of {@link Settings}. */
final class ConfigurationPage {
  private static final String HEAD =
      """
      # Configuration

      This page is generated from `io.stratalens.udfs.settings.Settings` by
      `io.stratalens.jobs.reference.ReferencePages`; a test holds that it is current, and another one
      that nothing reads a key which is not on it.

      What counts, later ones over earlier ones:

      1. the default on this page;
      2. `conf/spark-defaults.conf`, for all commands;
      3. `conf/COMMAND.conf`, such as `conf/capture.conf`; the subcommands of `bench` share `bench.conf`;
      4. an environment variable, where an option has one;
      5. `--conf key=value` and the command's own options.

      `STRATALENS_CONF` names another folder than `conf/`. Under spark-submit the conf folder is not read:
      spark-submit has its own `spark-defaults.conf` and `--conf`, and the command's `--conf` is over both.

      A key that begins with `spark.stratalens.` and is not on this page is refused before any work, with
      the nearest one that is, and exit code 2; in whatever application the plugin
      `io.stratalens.workers.cluster.StratalensPlugin` is loaded, too. Times are numbers with us, ms, s, m,
      h or d, or of milliseconds; sizes are numbers with k, m, g or t, or of bytes.
      """;

  private ConfigurationPage() {}

  static String text() {
    return HEAD
        + Stream.of(SettingPlace.values()).map(ConfigurationPage::section).collect(joining());
  }

  private static String section(SettingPlace place) {
    return Settings.all().stream()
        .filter(setting -> setting.place() == place)
        .map(ConfigurationPage::row)
        .collect(
            joining(
                "",
                "\n## %s\n\n| key | type | default | read by | what |\n|---|---|---|---|---|\n"
                    .formatted(place.title()),
                ""));
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            setting.key(),
            setting.type().name().replaceFirst("^an? ", ""),
            setting.fallback(),
            setting.reader(),
            setting.meaning());
  }
}
