package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Master and two Workers of a stock Spark distribution, and the commands that are submitted to
 * them. All of them know one secret, by a file that only this user can read.
 */
public final class SubmitCluster implements AutoCloseable {
  /** What authenticates them. */
  public static final String SECRET = "a-secret-of-this-test-0451";

  private static final int WORKERS = 2;

  private final Path home;
  private final Path folder;
  private final StandaloneProcesses processes = new StandaloneProcesses();

  private SubmitCluster(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /** Starts them; logs and the workers' folders are in this folder. */
  public static SubmitCluster start(Path home, Path folder) {
    SubmitCluster cluster = new SubmitCluster(home, folder);
    try {
      cluster.write(cluster.daemons(), Map.of());
      cluster.daemon("master.Master", "--port", cluster.processes.port());
      cluster.processes.awaitMaster();
      for (int i = 0; i < WORKERS; i++) {
        cluster.daemon(
            "worker.Worker",
            "--cores",
            "2",
            "--memory",
            "1g",
            "--work-dir",
            folder.resolve("work" + i).toString(),
            cluster.processes.master());
      }
      Files.createDirectories(cluster.events());
      cluster.write(cluster.settings(), cluster.application());
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private Path daemons() {
    return folder.resolve("daemons.conf");
  }

  /** The settings of submitted commands. */
  public Path settings() {
    return folder.resolve("submit.conf");
  }

  /** The distribution. */
  public Path home() {
    return home;
  }

  /** Where applications log what they do, as plain text. */
  public Path events() {
    return folder.resolve("events");
  }

  /** Where copies of models go. */
  public Path models() {
    return folder.resolve("models");
  }

  private Map<String, String> application() {
    String java = TestJvm.FAST_START + " -Dai.djl.offline=true";
    Map<String, String> settings = new TreeMap<>(TestJvm.queries());
    settings.put("spark.master", processes.master());
    settings.put("spark.jars", delta());
    settings.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    settings.put(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    settings.put("spark.plugins", "io.stratalens.workers.cluster.StratalensPlugin");
    settings.put("spark.databricks.delta.snapshotPartitions", "2");
    settings.put("spark.sql.shuffle.partitions", "2");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.eventLog.enabled", "true");
    settings.put("spark.eventLog.dir", events().toUri().toString());
    settings.put("spark.eventLog.compress", "false");
    settings.put("spark.driver.memory", "1g");
    settings.put("spark.driver.host", StandaloneProcesses.HOST);
    settings.put("spark.driver.bindAddress", StandaloneProcesses.HOST);
    settings.put("spark.driver.extraJavaOptions", java);
    settings.put("spark.executor.memory", "700m");
    settings.put("spark.executor.cores", "2");
    settings.put("spark.executor.extraJavaOptions", java);
    settings.put("spark.executorEnv.HF_HUB_CACHE", TestHub.in(folder).toString());
    settings.put("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE");
    settings.put("spark.barrier.sync.timeout", "60s");
    settings.put("spark.stratalens.model.cache", models().toString());
    return settings;
  }

  /** What the distribution lacks, of the jars that this test runs with. */
  private static String delta() {
    return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
        .filter(jar -> jar.matches(".*/(delta-|unitycatalog-)[^/]*\\.jar"))
        .collect(Collectors.joining(","));
  }

  private void write(Path file, Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>(more);
    settings.put("spark.authenticate", "true");
    settings.put("spark.authenticate.secret", SECRET);
    settings.put("spark.network.crypto.enabled", "true");
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(
          file,
          settings.entrySet().stream()
              .map(setting -> setting.getKey() + " " + setting.getValue())
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void daemon(String name, String... arguments) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    home.resolve("bin/spark-class").toString(),
                    "org.apache.spark.deploy." + name,
                    "--properties-file",
                    daemons().toString(),
                    "--host",
                    StandaloneProcesses.HOST,
                    "--webui-port",
                    "0"),
                Stream.of(arguments))
            .toList();
    processes.add(start(command, log(), log(), Map.of("SPARK_DAEMON_MEMORY", "256m")));
  }

  private Path log() {
    try {
      return Files.createTempFile(folder, "daemon", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a program with the distribution's environment, output and messages apart. */
  public Process start(
      List<String> command, Path output, Path messages, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(messages.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", StandaloneProcesses.HOST);
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    builder.environment().put("HF_HUB_CACHE", TestHub.in(folder).toString());
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.close();
  }
}
