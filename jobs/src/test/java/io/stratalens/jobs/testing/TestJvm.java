package io.stratalens.jobs.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JVMs of tests: they live for seconds, in which a better compiler only takes the cores. */
public final class TestJvm {
  /** Flags that make a JVM start fast, with room for the code of more than a few queries. */
  static final String FAST_START =
      "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC -XX:-UsePerfData";

  private TestJvm() {}

  /** How this JVM makes queries, for those that it starts: pom.xml says why (jvm.queries). */
  static Map<String, String> queries() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("spark.sql.codegen."))
        .collect(Collectors.toMap(name -> name, System::getProperty));
  }

  /** The beginning of a command line, up to the main class. */
  public static List<String> command(String heap, String... more) {
    return Stream.of(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Checkout.root().resolve("conf/jvm.options"),
                heap),
            Stream.of(FAST_START.split(" ")),
            queries().entrySet().stream()
                .map(query -> "-D" + query.getKey() + "=" + query.getValue()),
            Stream.of(more),
            Stream.of("-cp", System.getProperty("java.class.path")))
        .flatMap(words -> words)
        .toList();
  }
}
