package io.stratalens.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java program that knows Spark by its Connect client only, in a process of its own: client and
 * server do not go into one class path.
 */
public final class JavaClient {
  private static final Path PROGRAM =
      Checkout.root().resolve("jobs/src/test/resources/java/QueryOverConnect.java");

  private JavaClient() {}

  /** Starts a query by the client of a distribution; rows come as lines of JSON. */
  public static ProcessBuilder query(Path spark, String remote, String query) throws IOException {
    List<String> command = new ArrayList<>(TestJvm.command("-Xmx512m"));
    command.addAll(List.of("-cp", classPath(spark), PROGRAM.toString(), query));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_REMOTE", remote);
    return builder;
  }

  /** What spark-shell --remote of a distribution runs with. */
  private static String classPath(Path spark) throws IOException {
    Path jars = spark.resolve("jars");
    try (Stream<Path> files = Files.list(jars)) {
      return Stream.concat(
              files.filter(
                  file ->
                      !file.getFileName()
                          .toString()
                          .matches("spark-(sql|sql-api|connect|connect-shims)_.*")),
              Stream.of(jars.resolve("connect-repl/*")))
          .map(Path::toString)
          .collect(Collectors.joining(":"));
    }
  }
}
