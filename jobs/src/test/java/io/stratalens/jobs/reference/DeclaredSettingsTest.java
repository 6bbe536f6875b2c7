package io.stratalens.jobs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.Checkout;
import io.stratalens.udfs.settings.Setting;
import io.stratalens.udfs.settings.SettingPlace;
import io.stratalens.udfs.settings.Settings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.junit.jupiter.api.Test;

/** The sources of the checkout, looked through for keys that nobody has declared. */
class DeclaredSettingsTest {
  private static final Set<String> DECLARED =
      Settings.all().stream().map(Setting::key).collect(Collectors.toSet());

  /** Of the links' keys, those that Spark's network layer has no use for here, or that we set. */
  private static final Set<String> LINK_KEYS_LEFT_OUT =
      Set.of("connectionCreationTimeout", "maxRetries", "retryWait", "lazyFD");

  /** What bash itself and the programs it starts have. */
  private static final Set<String> OF_THE_SHELL = Set.of("BASH_SOURCE", "BASH_REMATCH", "PATH");

  @Test
  void whateverNamesASettingOfOursNamesADeclaredOne() throws IOException {
    assertThat(found("(?<!set\\(\")spark\\.stratalens(?:\\.\\w+)+\\b(?!\\.\\*)", file -> true))
        .containsKey("spark.stratalens.stage.timeout")
        .allSatisfy((key, files) -> assertThat(DECLARED).as(files.toString()).contains(key));
    assertThat(found("\\bSTRATALENS_[A-Z_]+", file -> true))
        .containsKey("STRATALENS_WAREHOUSE")
        .allSatisfy((key, files) -> assertThat(DECLARED).as(files.toString()).contains(key));
  }

  @Test
  void settingsOfSparkAreReadThroughTheirDeclarationsOnly() throws IOException {
    Predicate<Path> reading = file -> java(file) && !file.endsWith("Settings.java");

    assertThat(found("(?<!set\\(\\s{0,40})\"(spark\\.[\\w.]+)\"", reading)).isEmpty();
    assertThat(found("System\\.get(?:Property|env)\\(\\s*\"([^\"]+)\"", reading))
        .allSatisfy(
            (key, files) -> assertThat(key).as(files.toString()).matches("(java|user)\\..+"));
    assertThat(found("environment\\S*\\.get\\w*\\(\\s*\"([^\"]+)\"", reading)).isEmpty();
  }

  @Test
  void whatTheLauncherReadsIsDeclared() throws IOException {
    Predicate<Path> launcher = file -> file.endsWith("bin/stratalens");

    assertThat(found("\\$\\{?([A-Z][A-Z_]+)", launcher).keySet())
        .filteredOn(name -> !OF_THE_SHELL.contains(name))
        .contains("JAVA_HOME")
        .isSubsetOf(DECLARED);
    assertThat(found("conf_value (spark\\.[\\w.]+)", launcher).keySet())
        .contains("spark.driver.memory")
        .isSubsetOf(DECLARED);
  }

  @Test
  void whatPythonReadsOfTheEnvironmentIsDeclared() throws IOException {
    assertThat(found("os\\.environ\\.get\\(\\\\?\"([A-Z_]+)", file -> true))
        .containsKeys("SPARK_REMOTE", "STRATALENS_HOME")
        .allSatisfy((key, files) -> assertThat(DECLARED).as(files.toString()).contains(key));
  }

  @Test
  void everyDeclaredSettingIsReadWhereTheReferenceSaysSo() throws Exception {
    for (Field field : Settings.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof Setting<?> one) {
        String use = "Settings\\." + field.getName() + "\\b";
        assertThat(found(use, file -> file.endsWith(one.reader() + ".java")))
            .as("%s in %s", one.key(), one.reader())
            .hasSize(1);
      }
    }
  }

  @Test
  void everyKeyOfSparksNetworkLayerIsDeclaredOrLeftOutOnPurpose() throws Exception {
    TransportConf conf = new TransportConf("stratalens", new MapConfigProvider(Map.of()));
    Set<String> keys = new TreeSet<>();
    for (Field field : TransportConf.class.getDeclaredFields()) {
      field.setAccessible(true);
      if (field.get(conf) instanceof String key && key.startsWith("spark.stratalens.io.")) {
        keys.add(key.substring("spark.stratalens.io.".length()));
      }
    }
    Set<String> expected = new TreeSet<>(LINK_KEYS_LEFT_OUT);
    Settings.all().stream()
        .filter(one -> one.place() == SettingPlace.LINKS)
        .forEach(one -> expected.add(one.key().substring("spark.stratalens.io.".length())));

    assertThat(keys).isEqualTo(expected);
  }

  private static boolean java(Path file) {
    return file.toString().endsWith(".java");
  }

  /** What a pattern, or its one group, finds in the sources, and where. */
  private static Map<String, Set<String>> found(String pattern, Predicate<Path> files)
      throws IOException {
    Pattern wanted = Pattern.compile(pattern);
    Path root = Checkout.root();
    Map<String, Set<String>> found = new TreeMap<>();
    for (String part :
        new String[] {
          "udfs/src/main",
          "model-workers/src/main",
          "jobs/src/main",
          "bin",
          "conf",
          "docs",
          "notebooks",
          ".ci",
          "quickstart",
          "README.md",
          "CONTRIBUTING.md",
          "BENCHMARKS.md"
        }) {
      try (Stream<Path> walk = Files.walk(root.resolve(part))) {
        for (Path file :
            (Iterable<Path>) walk.filter(Files::isRegularFile).filter(files)::iterator) {
          wanted
              .matcher(Files.readString(file))
              .results()
              .forEach(
                  match ->
                      found
                          .computeIfAbsent(
                              match.groupCount() == 0 ? match.group() : match.group(1),
                              key -> new TreeSet<>())
                          .add(root.relativize(file).toString()));
        }
      }
    }
    return found;
  }
}
