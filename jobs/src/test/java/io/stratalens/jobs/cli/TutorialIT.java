package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** docs/tutorial.md, whose commands .ci/tutorial runs in an empty folder. */
class TutorialIT {
  private static final long MINUTES = 60;

  @TempDir private Path folder;

  @Test
  @EnabledIfSystemProperty(named = Checkout.SMOLLM2, matches = ".+")
  void everyCommandSucceedsAndPrintsWhatTheTutorialShows() throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                Checkout.root().resolve(".ci/tutorial").toString(), Checkout.smollm2().toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();

    assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();

    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    assertThat(words(Files.readAllLines(said))).containsAll(words(shown()));
  }

  /** What the tutorial's blocks show, commands among them, which the script prints as it goes. */
  private static List<String> shown() throws IOException {
    return Files.readAllLines(Checkout.root().resolve("docs/tutorial.md")).stream()
        .filter(line -> line.startsWith("    ") && !line.startsWith("    hf download"))
        .toList();
  }

  /** Without the widths of columns and the ends of long texts. */
  private static List<String> words(List<String> lines) {
    return lines.stream()
        .map(line -> line.strip().replaceAll("-{3,}", "---").replaceAll(" +", " "))
        .toList();
  }
}
