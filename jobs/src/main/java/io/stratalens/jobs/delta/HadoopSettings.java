package io.stratalens.jobs.delta;

import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Carries the driver's Hadoop settings to a task and makes Kernel's engine of them there. */
final class HadoopSettings {
  /** Read once: every commit and every file asks for an engine, and the defaults are XML. */
  private static final Configuration DEFAULTS = loaded();

  private HadoopSettings() {}

  /** What differs from the defaults that every Hadoop client brings along. */
  static Map<String, String> of(Configuration configuration) {
    Map<String, String> settings = new HashMap<>();
    for (Map.Entry<String, String> entry : configuration) {
      if (!fromDefaults(configuration, entry.getKey())) {
        settings.put(entry.getKey(), entry.getValue());
      }
    }
    return settings;
  }

  static Engine engine(Map<String, String> settings) {
    return DefaultEngine.create(configuration(settings));
  }

  static Configuration configuration(Map<String, String> settings) {
    Configuration configuration = new Configuration(DEFAULTS);
    settings.forEach(configuration::set);
    return configuration;
  }

  private static Configuration loaded() {
    Configuration configuration = new Configuration();
    configuration.size();
    return configuration;
  }

  private static boolean fromDefaults(Configuration configuration, String key) {
    String[] sources = configuration.getPropertySources(key);
    return sources != null
        && sources.length > 0
        && sources[sources.length - 1].endsWith("-default.xml");
  }
}
