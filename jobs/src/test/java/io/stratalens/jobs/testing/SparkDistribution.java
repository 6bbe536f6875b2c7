package io.stratalens.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A stock distribution of Spark: that of SPARK_HOME, else the one that pyspark carries. */
public final class SparkDistribution {
  private static final Path FOLDER = Checkout.root().resolve("target/spark-distribution");

  private SparkDistribution() {}

  /** Its folder; it is installed by the first call. */
  public static Path home() throws IOException, InterruptedException {
    String named = System.getenv().getOrDefault("SPARK_HOME", "");
    if (Files.isExecutable(Path.of(named, "bin", "beeline"))) {
      return Path.of(named);
    }
    Process install =
        new ProcessBuilder("bash", Checkout.root().resolve(".ci/spark-distribution").toString())
            .inheritIO()
            .start();
    if (install.waitFor() != 0) {
      throw new IllegalStateException("No distribution of Spark could be installed");
    }
    try (Stream<Path> versions = Files.list(FOLDER.resolve("lib"))) {
      return versions.findFirst().orElseThrow().resolve("site-packages/pyspark");
    }
  }

  /** One of its programs, such as beeline, with these arguments. */
  public static ProcessBuilder program(Path home, String name, String... arguments) {
    List<String> command =
        Stream.concat(
                Stream.of(home.resolve("bin").resolve(name).toString()), Arrays.stream(arguments))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder;
  }
}
