package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A standalone Master and its Workers, each a JVM of its own, that ask for a secret. */
public final class StandaloneCluster implements AutoCloseable {
  private static final List<String> SECURITY =
      List.of(
          "spark.authenticate=true",
          "spark.authenticate.secret=a secret of this test",
          "spark.network.crypto.enabled=true");

  private final Path folder;
  private final StandaloneProcesses processes = new StandaloneProcesses();

  private StandaloneCluster(Path folder) {
    this.folder = folder;
  }

  /** Starts a master and workers of two cores each; their logs go to the folder. */
  public static StandaloneCluster start(Path folder, int workers) {
    StandaloneCluster cluster = new StandaloneCluster(folder);
    try {
      cluster.launch(
          "org.apache.spark.deploy.master.Master", List.of("--port", cluster.processes.port()));
      cluster.processes.awaitMaster();
      for (int i = 0; i < workers; i++) {
        cluster.launch(
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--cores",
                "2",
                "--memory",
                "1g",
                "--work-dir",
                "work" + i,
                cluster.processes.master()));
      }
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Flags of a command that runs on this cluster, with one executor on every worker. */
  public List<String> flags() {
    List<String> flags = LocalCluster.executorFlags();
    LocalCluster.conf(flags, "spark.master", processes.master());
    return flags;
  }

  /** The environment of such a command: the secret comes from a folder of settings. */
  public Map<String, String> environment() {
    Path conf = folder.resolve("conf");
    try {
      if (Files.notExists(conf)) {
        Files.createDirectories(conf);
        Path defaults = Checkout.root().resolve("conf/spark-defaults.conf");
        List<String> settings = new ArrayList<>(Files.readAllLines(defaults));
        settings.addAll(SECURITY);
        Files.write(conf.resolve("spark-defaults.conf"), settings);
      }
      return Map.of("STRATALENS_CONF", conf.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Flags of a command whose executors have two devices each, by the resource {@code stage}. */
  public List<String> flagsOfTwoDevices() {
    List<String> flags = flags();
    LocalCluster.conf(flags, "spark.executor.resource.stage.amount", "2");
    return flags;
  }

  /** Sends a signal to the process of an executor, by Spark's number. */
  public void signalExecutor(String signal, int executor) throws IOException, InterruptedException {
    SecondProcess.signalExecutor(processes.descendants(), signal, executor);
  }

  private void launch(String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>(TestJvm.command("-Xmx256m"));
    SECURITY.forEach(setting -> command.add("-D" + setting));
    command.add("-Dspark.worker.resource.stage.amount=2");
    command.add("-Dspark.worker.resource.stage.discoveryScript=" + discovery());
    command.addAll(List.of(mainClass, "--host", StandaloneProcesses.HOST, "--webui-port", "0"));
    command.addAll(arguments);
    try {
      Path log = Files.createTempFile(folder, "standalone", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("SPARK_HOME", LocalCluster.home().toString());
      builder.environment().put("SPARK_LOCAL_IP", StandaloneProcesses.HOST);
      processes.add(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path discovery() {
    try {
      Path script = folder.resolve("discovery.sh");
      String devices = "{\"name\": \"stage\", \"addresses\": [\"0\", \"1\"]}";
      Files.writeString(script, "#!/bin/sh\necho '" + devices + "'\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      return script;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.close();
  }
}
