package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.Addresses;
import io.stratalens.udfs.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/");
  private static final Pattern NO_KEY = Pattern.compile("[^\\w.-].*", Pattern.DOTALL);

  /** Keys whose values are hidden in logs and on pages: Spark's, and the keys of accounts. */
  static final Pattern SECRET =
      Pattern.compile(
          "(?i)secret|password|token|(access|account|private|api)[.-]?key(?!provider)|azure[.]sas[.]");

  // Spark's own private key is the path of a file.
  private static final Pattern OF_A_FILE =
      Pattern.compile("(?i)file$|^spark[.]ssl[.].*privateKey$");
  private static final Pattern LOCAL = Pattern.compile("file:(?://)?(/(?:[^/].*)?)");

  @Option(
      names = "--warehouse",
      paramLabel = "DIR",
      description =
          "Folder of the tables (default: the environment's STRATALENS_WAREHOUSE, else"
              + " ./warehouse).")
  private String warehouse;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark setting, over those of the conf folder; repeatable.")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--quiet", description = "Say nothing but results and errors.")
  private boolean quiet;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private HelpOption help;

  Path warehouse(Map<String, String> environment) {
    if (warehouse != null) {
      return folder("--warehouse", Inputs.filled("--warehouse", warehouse));
    }
    return folder(Settings.WAREHOUSE.key(), Settings.WAREHOUSE.in(environment::get));
  }

  private static Path folder(String option, String named) {
    if (!SCHEME.matcher(Addresses.withoutPassword(named)).lookingAt()) {
      return Path.of(named);
    }
    Matcher local = LOCAL.matcher(named);
    if (!local.matches()) {
      throw StratalensException.invalid(
          "Cannot use %s because it is no folder of a local or mounted file system: %s. Give a"
              + " folder.",
          option, named);
    }
    return Path.of(local.group(1));
  }

  boolean quiet() {
    return quiet;
  }

  /**
   * The settings of {@code --conf}, the last one of a key winning. No message repeats a value,
   * which may be a secret, and secrets are refused.
   */
  Map<String, String> settings() {
    Map<String, String> parsed = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 0 || !setting.startsWith("spark.")) {
        throw StratalensException.invalid(
            "Cannot use --conf because it is not of the form spark.some.key=value: %s",
            NO_KEY.matcher(setting).replaceFirst(""));
      }
      String key = setting.substring(0, equals).strip();
      if (SECRET.matcher(key).find() && !OF_A_FILE.matcher(key).find()) {
        throw StratalensException.invalid(
            "Cannot use --conf for a secret because others on this machine can read command lines:"
                + " %s. Put it into a spark-defaults.conf that only you can read, in the folder that"
                + " STRATALENS_CONF names.",
            key);
      }
      parsed.put(key, setting.substring(equals + 1).strip());
    }
    return parsed;
  }
}
