package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.settings.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Which Spark settings a command runs with. Later ones win: {@code conf/spark-defaults.conf},
 * {@code conf/COMMAND.conf}, then the flags {@code --conf}. Under spark-submit the conf files are
 * not read, for spark-submit has its own; the flags still win.
 */
final class SparkSettings {
  private SparkSettings() {}

  /** The settings of a command, of which none of ours is unknown. */
  static Map<String, String> of(
      String command,
      Map<String, String> flags,
      Map<String, String> environment,
      Properties system) {
    Map<String, String> settings =
        submitted(system)
            ? ofSubmission(system, flags)
            : ofFiles(ConfFolder.find(environment), command, flags);
    // What --conf refuses as a secret is one in a file, too.
    settings.putIfAbsent(Settings.REDACTION.key(), CommonOptions.SECRET.pattern());
    return settings;
  }

  /** The settings of a command whose Spark runs in this process. */
  static Map<String, String> ofFiles(Path folder, String command, Map<String, String> flags) {
    Map<String, String> settings = new LinkedHashMap<>(read(folder.resolve("spark-defaults.conf")));
    Path own = folder.resolve(command + ".conf");
    if (Files.exists(own)) {
      settings.putAll(read(own));
    }
    settings.putAll(flags);
    return checked(settings);
  }

  /** Whether spark-submit started this process, judged by the properties it sets. */
  static boolean submitted(Properties system) {
    return Settings.MASTER.find(system::getProperty).isPresent()
        || Settings.SUBMITTED.in(system::getProperty);
  }

  /** The settings spark-submit left in the system properties, with the flags over them. */
  static Map<String, String> ofSubmission(Properties system, Map<String, String> flags) {
    Map<String, String> settings = new TreeMap<>();
    for (String key : system.stringPropertyNames()) {
      if (key.startsWith("spark.")) {
        settings.put(key, system.getProperty(key));
      }
    }
    settings.putAll(flags);
    return checked(settings);
  }

  private static Map<String, String> checked(Map<String, String> settings) {
    Settings.check(settings.keySet());
    return settings;
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw StratalensException.invalid(
          unreadable,
          "Cannot read the Spark settings because the file is missing or broken: %s. Point"
              + " STRATALENS_CONF at a folder that has it.",
          file);
    }
    Map<String, String> settings = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      settings.put(key, properties.getProperty(key).strip());
    }
    return settings;
  }
}
