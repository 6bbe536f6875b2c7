package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The command line in a process of its own, started as bin/stratalens starts it. */
public final class SecondProcess {
  private static final long MINUTES = 5;

  private final Process process;
  private final Path said;

  private SecondProcess(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /** Starts a command; what it says on either stream goes to a file in the folder. */
  public static SecondProcess start(Path folder, String... arguments) {
    return start(folder, Map.of(), arguments);
  }

  /** The same with more variables of the environment. */
  public static SecondProcess start(
      Path folder, Map<String, String> environment, String... arguments) {
    return start(List.of(), folder, environment, arguments);
  }

  /** A program that is given the command as its last arguments, such as a shell's script. */
  public static SecondProcess within(List<String> program, Path folder, String... arguments) {
    return start(program, folder, Map.of(), arguments);
  }

  private static SecondProcess start(
      List<String> program, Path folder, Map<String, String> environment, String... arguments) {
    Path conf = Checkout.root().resolve("conf");
    List<String> command = new ArrayList<>(program);
    command.addAll(
        TestJvm.command(
            "-Xmx1g",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-Dlog4j2.configurationFile=" + conf.resolve("log4j2.properties")));
    command.add("io.stratalens.jobs.cli.Main");
    command.addAll(Arrays.asList(arguments));
    try {
      Path said = Files.createTempFile(folder, "said", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().put("STRATALENS_CONF", conf.toString());
      builder.environment().putAll(environment);
      builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
      builder.environment().put("SPARK_HOME", LocalCluster.home().toString());
      return new SecondProcess(builder.start(), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end; the exit code. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      kill();
      throw new IllegalStateException("The process never ended: " + said());
    }
    return process.exitValue();
  }

  /** Kills it, as kill -9 does, as soon as something is so; false when it ended before. */
  public boolean killOnce(BooleanSupplier so) throws InterruptedException {
    boolean came = await(so);
    kill();
    return came;
  }

  /** Asks it to end, as SIGTERM does. */
  public void terminate() {
    process.destroy();
  }

  /** Waits until something is so; false when the process ended before, or at the deadline. */
  public boolean await(BooleanSupplier so) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (so.getAsBoolean()) {
        return true;
      }
      Thread.sleep(1);
    }
    return false;
  }

  /** Sends a signal to the process of one of its executors. */
  public void signalExecutor(String signal, int executor) throws IOException, InterruptedException {
    signalExecutor(process.descendants(), signal, executor);
  }

  static void signalExecutor(Stream<ProcessHandle> among, String signal, int executor)
      throws IOException, InterruptedException {
    ProcessHandle found =
        among
            .filter(child -> commandLine(child).contains("\0--executor-id\0" + executor + "\0"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("No executor " + executor));
    new ProcessBuilder("kill", "-" + signal, String.valueOf(found.pid())).start().waitFor();
  }

  /** Java's own view of a command line ends at the first page, long before a class path does. */
  private static String commandLine(ProcessHandle child) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(child.pid()), "cmdline"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  /** All that it said so far. */
  public String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
