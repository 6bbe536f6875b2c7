package io.stratalens.jobs.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code stratalens serve} in a process of its own, at a free port. */
public final class ServerProcess implements AutoCloseable {
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final long SECONDS = 180;

  private final Process process;
  private final Path results;
  private final Path messages;

  private ServerProcess(Process process, Path results, Path messages) {
    this.process = process;
    this.results = results;
    this.messages = messages;
  }

  /** Starts it; what it says goes to files of the folder. */
  public static ServerProcess start(Path folder, Path warehouse, String... more)
      throws IOException {
    return start(CLASS_PATH, List.of(), folder, warehouse, Map.of(), List.of(more));
  }

  /**
   * As a stock spark-submit starts it: its settings are system properties, and the conf folder has
   * no say.
   */
  public static ServerProcess submitted(
      Path folder, Path warehouse, Map<String, String> environment, Map<String, String> settings)
      throws IOException {
    List<String> flags = new ArrayList<>(List.of("-DSPARK_SUBMIT=true"));
    settings.forEach((key, value) -> flags.add("-D" + key + "=" + value));
    return start(CLASS_PATH, flags, folder, warehouse, environment, List.of());
  }

  /**
   * The same with the Thrift server of a distribution behind the class path of the tests, more
   * variables of the environment and more flags.
   */
  public static ServerProcess withThrift(
      Path spark, Path folder, Path warehouse, Map<String, String> environment, List<String> more)
      throws IOException {
    String classPath = CLASS_PATH + ":" + spark.resolve("jars/*");
    List<String> flags = new ArrayList<>(List.of("--thrift", "0"));
    flags.addAll(more);
    return start(classPath, List.of(), folder, warehouse, environment, flags);
  }

  private static ServerProcess start(
      String classPath,
      List<String> jvm,
      Path folder,
      Path warehouse,
      Map<String, String> environment,
      List<String> more)
      throws IOException {
    Path conf = Checkout.root().resolve("conf");
    List<String> command =
        new ArrayList<>(
            TestJvm.command(
                "-Xmx2g",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-Dlog4j2.configurationFile=" + conf.resolve("log4j2.properties")));
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath));
    command.addAll(List.of("io.stratalens.jobs.cli.Main", "serve", "--port", "0"));
    command.addAll(List.of("--warehouse", warehouse.toString()));
    command.addAll(more);
    Path results = folder.resolve("serve.out");
    Path messages = folder.resolve("serve.err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(results.toFile())
            .redirectError(messages.toFile());
    builder.environment().put("STRATALENS_CONF", conf.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().remove("STRATALENS_TOKEN");
    builder.environment().remove("SPARK_CONNECT_AUTHENTICATE_TOKEN");
    builder.environment().putAll(environment);
    return new ServerProcess(builder.start(), results, messages);
  }

  /** Waits for the line that says that clients can come. */
  public JsonNode ready() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (results().endsWith("\n")) {
        return new ObjectMapper().readTree(results());
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("The server never became ready: " + messages());
  }

  /** All that it printed on standard output. */
  public String results() throws IOException {
    return Files.readString(results);
  }

  /** All that it said on standard error. */
  public String messages() throws IOException {
    return Files.readString(messages);
  }

  /** Its command line, as other users of the machine see it. */
  public String commandLine() throws IOException {
    return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
  }

  /** Sends a signal such as TERM and waits for the end; the exit code. */
  public int signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The server did not end: " + messages());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
