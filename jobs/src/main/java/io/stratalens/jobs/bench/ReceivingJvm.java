package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.CodeLocation;
import io.stratalens.udfs.settings.Settings;
import io.stratalens.workers.link.DataPort;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@link ReceivingMain} in a process of its own; closing ends it. */
final class ReceivingJvm implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final Process process;
  private final int port;

  private ReceivingJvm(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param frameBytes of the largest frame
   */
  static ReceivingJvm start(long frameBytes) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    Settings.LOGGING
        .find(System::getProperty)
        .ifPresent(file -> command.add("-D" + Settings.LOGGING.key() + "=" + file));
    command.addAll(
        List.of("-cp", classPath(), ReceivingMain.class.getName(), String.valueOf(frameBytes)));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try {
        return new ReceivingJvm(process, port(process));
      } catch (RuntimeException e) {
        process.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot start another JVM because %s: %s", e.getMessage(), command.get(0));
    }
  }

  private static int port(Process process) {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> firstLine(process));
    try {
      String said = line.get(START.toSeconds(), TimeUnit.SECONDS);
      if (said != null) {
        return Integer.parseInt(said);
      }
      throw StratalensException.failed(
          null, "Cannot measure sending because the other JVM ended before it was ready");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot measure because this was interrupted");
    } catch (ExecutionException e) {
      throw StratalensException.failed(
          e,
          "Cannot measure sending because nothing can be read of the other JVM: %s",
          e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw StratalensException.failed(
          e,
          "Cannot measure sending because the other JVM was not ready within %d s",
          START.toSeconds());
    }
  }

  private static String firstLine(Process process) {
    try {
      return new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Under spark-submit the application's jar is not on the class path of the process.
  private static String classPath() {
    return Stream.concat(
            Stream.of(ReceivingMain.class, DataPort.class, StratalensException.class)
                .map(type -> CodeLocation.of(type).toString()),
            Stream.of(System.getProperty("java.class.path")))
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  InetSocketAddress address() {
    return InetSocketAddress.createUnresolved(
        InetAddress.getLoopbackAddress().getHostAddress(), port);
  }

  /** Whether it still runs. */
  boolean alive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException e) {
      // It ended already, or is ended now.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
