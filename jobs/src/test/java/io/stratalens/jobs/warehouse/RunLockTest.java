package io.stratalens.jobs.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.testing.TestJvm;
import io.stratalens.udfs.error.StratalensException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
          .hasMessageContaining("another process is writing it: run");

      assertThat(otherProcess()).isEqualTo("taken");
    }
    assertThat(otherProcess()).isEqualTo("free");
    warehouse.lock("run").close();
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
