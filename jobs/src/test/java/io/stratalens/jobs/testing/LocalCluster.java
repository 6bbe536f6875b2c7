package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Flags of a command that runs on executors in JVMs of their own on this machine. */
public final class LocalCluster {
  private LocalCluster() {}

  /** Flags for so many executors of two cores each; a stage that stands still has ten seconds. */
  public static List<String> flags(int executors, String... executorOptions) {
    List<String> flags = executorFlags(executorOptions);
    conf(flags, "spark.master", "local-cluster[" + executors + ",2,1024]");
    return flags;
  }

  static List<String> executorFlags(String... executorOptions) {
    List<String> flags = new ArrayList<>();
    conf(flags, "spark.executor.memory", "700m");
    conf(flags, "spark.executor.cores", "2");
    conf(flags, "spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
    conf(flags, "spark.executorEnv.SPARK_SQL_TESTING", "1");
    conf(flags, "spark.executorEnv.SPARK_LOCAL_IP", "127.0.0.1");
    conf(flags, "spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE");
    conf(flags, "spark.executor.extraClassPath", System.getProperty("java.class.path"));
    conf(
        flags,
        "spark.executor.extraJavaOptions",
        String.join(
            " ", TestJvm.FAST_START, "-Dai.djl.offline=true", String.join(" ", executorOptions)));
    conf(flags, "spark.driver.host", "127.0.0.1");
    conf(flags, "spark.driver.bindAddress", "127.0.0.1");
    conf(flags, "spark.stratalens.stage.timeout", "10s");
    conf(flags, "spark.stratalens.link.timeout", "6s");
    conf(flags, "spark.stratalens.link.pingInterval", "1s");
    conf(flags, "spark.barrier.sync.timeout", "60s");
    return flags;
  }

  /** Where executors keep their work; a folder Spark takes for its home. */
  public static Path home() {
    try {
      return Files.createDirectories(Path.of("target", "spark-home").toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void conf(List<String> flags, String key, String value) {
    flags.add("--conf");
    flags.add(key + "=" + value);
  }
}
