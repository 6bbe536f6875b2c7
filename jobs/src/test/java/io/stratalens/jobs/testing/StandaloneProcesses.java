package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The processes of a standalone cluster of this machine: its master's address, and their end. */
final class StandaloneProcesses implements AutoCloseable {
  static final String HOST = "127.0.0.1";
  private static final long SECONDS = 60;

  private final int port = freePort();
  private final List<Process> processes = new ArrayList<>();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the master is to listen. */
  String port() {
    return Integer.toString(port);
  }

  String master() {
    return "spark://" + HOST + ":" + port;
  }

  void add(Process process) {
    processes.add(process);
  }

  /** What the master and the workers started. */
  Stream<ProcessHandle> descendants() {
    return processes.stream().flatMap(Process::descendants);
  }

  /** A worker that finds no master tries again only seconds later. */
  void awaitMaster() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket(HOST, port)) {
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
    throw new IllegalStateException("The master does not listen: " + master());
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
