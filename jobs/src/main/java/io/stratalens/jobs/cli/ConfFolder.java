package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.CodeLocation;
import io.stratalens.udfs.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the folder of the settings. */
final class ConfFolder {
  private ConfFolder() {}

  /**
   * The folder of STRATALENS_CONF, else the conf folder of the checkout or release around the code.
   */
  static Path find(Map<String, String> environment) {
    Optional<String> named = Settings.CONF.find(environment::get);
    if (named.isPresent()) {
      return Path.of(named.get());
    }
    Path code = CodeLocation.of(ConfFolder.class);
    return Stream.iterate(code, folder -> folder != null, Path::getParent)
        .map(folder -> folder.resolve("conf"))
        .filter(folder -> Files.exists(folder.resolve("spark-defaults.conf")))
        .findFirst()
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "Cannot find the Spark settings because no conf folder lies above the code:"
                        + " %s. Point STRATALENS_CONF at the folder of spark-defaults.conf.",
                    code));
  }
}
