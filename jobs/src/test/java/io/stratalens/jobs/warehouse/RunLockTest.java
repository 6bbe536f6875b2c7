package io.stratalens.jobs.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.testing.TestJvm;
import io.stratalens.udfs.error.StratalensException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir private Path folder;

  @Test
  void whoIsRefusedInTheSameProcessDoesNotGiveTheRunToAnotherProcess() throws IOException {
    Warehouse warehouse = new Warehouse(folder).create();
    try (RunLock lock = warehouse.lock("run")) {
      assertThat(warehouse.lockIfFree("run")).isEmpty();
      assertThatThrownBy(() -> warehouse.lock("run"))
          .isInstanceOf(StratalensException.class)
          .hasMessageContaining("it is being written already: run");

      assertThat(otherProcess()).isEqualTo("taken");
    }
    assertThat(otherProcess()).isEqualTo("free");
    warehouse.lock("run").close();
  }

  @Test
  void aLockThatCannotBeAskedForLeavesNoFileOpen() throws IOException {
    Warehouse warehouse = new Warehouse(folder).create();
    warehouse.lock("run").close();
    Path file = folder.resolve("_journal/run/lock").toRealPath();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(channel.lock()).isNotNull();
      assertThatThrownBy(() -> warehouse.lock("run"))
          .isInstanceOf(OverlappingFileLockException.class);
    }
    assertThat(openFiles()).isNotEmpty().doesNotContain(file.toString());
    warehouse.lock("run").close();
  }

  private static List<String> openFiles() {
    return Stream.of(Path.of("/proc/self/fd").toFile().listFiles())
        .map(RunLockTest::target)
        .toList();
  }

  private static String target(File link) {
    try {
      return Files.readSymbolicLink(link.toPath()).toString();
    } catch (IOException e) { // that of the listing itself
      return "";
    }
  }

  private String otherProcess() throws IOException {
    List<String> command = new ArrayList<>(TestJvm.command("-Xmx128m"));
    command.addAll(List.of(Other.class.getName(), folder.toString()));
    Process process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Says whether the run is free. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) {
      boolean free = new Warehouse(Path.of(arguments[0])).lockIfFree("run").isPresent();
      System.out.print(free ? "free" : "taken");
    }
  }
}
