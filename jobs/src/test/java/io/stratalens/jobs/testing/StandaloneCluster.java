package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A standalone Master and its Workers, each a JVM of its own, that ask for a secret. */
public final class StandaloneCluster implements AutoCloseable {
  private static final long SECONDS = 60;
  private static final Pattern ADDRESS = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final List<String> SECURITY =
      List.of(
          "spark.authenticate=true",
          "spark.authenticate.secret=a secret of this test",
          "spark.network.crypto.enabled=true");

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final String master;

  private StandaloneCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    Path log =
        start(
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "--port",
            "0");
    this.master = await(log, ADDRESS).group(1);
  }

  /** Starts a master and workers of two cores each; their logs go to the folder. */
  public static StandaloneCluster start(Path folder, int workers) {
    try {
      StandaloneCluster cluster = new StandaloneCluster(folder);
      try {
        cluster.addWorkers(workers);
        return cluster;
      } catch (IOException | InterruptedException | RuntimeException e) {
        cluster.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void addWorkers(int workers) throws IOException, InterruptedException {
    List<Path> logs = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      logs.add(
          start(
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              "127.0.0.1",
              "--webui-port",
              "0",
              "--cores",
              "2",
              "--memory",
              "1g",
              "--work-dir",
              folder.resolve("work").toString(),
              master));
    }
    for (Path log : logs) {
      await(log, Pattern.compile("Successfully registered with master"));
    }
  }

  /** Flags of a command that runs on this cluster, with one executor on every worker. */
  public List<String> flags() {
    List<String> flags = LocalCluster.executorFlags();
    LocalCluster.conf(flags, "spark.master", master);
    for (String setting : SECURITY) {
      flags.addAll(List.of("--conf", setting));
    }
    return flags;
  }

  private Path start(String mainClass, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Checkout.root().resolve("conf/jvm.options"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1"));
    SECURITY.forEach(setting -> command.add("-D" + setting));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "standalone", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", LocalCluster.home().toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    processes.add(builder.start());
    return log;
  }

  private static Matcher await(Path log, Pattern line) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < end) {
      Matcher found = line.matcher(Files.readString(log));
      if (found.find()) {
        return found;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("Not started: " + Files.readString(log));
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
