package io.stratalens.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScratchTest {
  @Test
  void theFolderIsGoneWhenASignalEndsTheBenchmark() throws Exception {
    List<String> command = new ArrayList<>(TestJvm.command("-Xmx128m"));
    command.add(Benchmark.class.getName());
    Process process = new ProcessBuilder(command).start();
    try (BufferedReader lines = process.inputReader()) {
      Path folder = Path.of(lines.readLine());
      assertThat(folder.resolve("file")).exists();

      process.destroy(); // SIGTERM

      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(folder).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Says where its folder is, and goes on for ever. */
  static final class Benchmark {
    private Benchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      try (Scratch scratch = Scratch.create()) {
        Files.writeString(scratch.path().resolve("file"), "rows");
        System.out.println(scratch.path());
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }
}
