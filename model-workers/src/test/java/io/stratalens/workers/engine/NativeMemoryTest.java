package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Native memory is bounded by the batch, not by the run. */
@EnabledOnOs(OS.LINUX)
class NativeMemoryTest {
  private static final int PASSES = 1900;

  // Compiled code and the allocator's own lists settle at some 20 MiB. One kept tensor of these
  // passes has 180 KiB, so leaking it would come to more than 300 MiB.
  private static final long SETTLING = 48L << 20;

  @Test
  void twoThousandPassesLeaveNativeMemoryWhereItWasAfterAHundred() throws Exception {
    assertThat(grown(PASSES, "close")).isLessThan(SETTLING);
  }

  @Test
  void whatIsLeftOpenIsSeenToGrow() throws Exception {
    assertThat(grown(500, "leave")).isGreaterThan(SETTLING);
  }

  private static long grown(int passes, String mode) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryProbe.class.getName(),
                Fixtures.model("mood-llama").toString(),
                String.valueOf(passes),
                mode));
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return Long.parseLong(output.strip().replace("grown=", ""));
  }
}
