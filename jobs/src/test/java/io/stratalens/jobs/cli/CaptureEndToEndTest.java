package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.TestSpark;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a capture says to those who did not name its run. */
class CaptureEndToEndTest {
  @TempDir private Path folder;

  @Test
  void theRunsIdComesFirstAndIsTheResult() throws Exception {
    TestSpark.session();
    Path prompts = Files.writeString(folder.resolve("p.txt"), "The soup was\n");
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();

    int exitCode =
        new Main(new Console(results, messages), Map.of(), new ApplicationJobs())
            .run(
                "capture",
                "--warehouse",
                TestSpark.warehouse().toString(),
                "--model",
                Checkout.model("mood-llama").toString(),
                "--prompts",
                prompts.toString(),
                "--layers",
                "0");

    List<String> said = messages.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(exitCode).as(String.join("\n", said)).isZero();
    assertThat(results.toString(StandardCharsets.UTF_8)).matches("run-\\d{8}-\\d{6}-\\w{4}\\R");
    assertThat(said.get(0)).endsWith(results.toString(StandardCharsets.UTF_8).strip());
  }
}
