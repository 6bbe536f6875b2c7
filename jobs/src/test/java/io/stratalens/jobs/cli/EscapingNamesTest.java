package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.SweepPlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that would lead out of the warehouse, or that no file system or table takes. */
class EscapingNamesTest {
  private static final String MODEL = Checkout.model("mood-llama").toString();
  private static final String PROMPTS = Checkout.root().resolve("data/prompts/mood.txt").toString();
  private static final String DATASET =
      Checkout.root().resolve("data/datasets/mood-word.jsonl").toString();

  @TempDir private Path folder;

  static Stream<String> names() {
    return Stream.of(
        "..",
        ".",
        "../out",
        "a/../../out",
        "a/b",
        "/etc/passwd",
        "a\\b",
        "%2e%2e%2fout",
        "..%2fout",
        "a\0b",
        "a\nb",
        "-rf",
        ".hidden",
        "a'b",
        "a b",
        "\u202eout",
        "\uff0e\uff0e",
        "~",
        "$HOME",
        "a".repeat(101),
        "");
  }

  @ParameterizedTest
  @MethodSource("names")
  void noRunIsCalledSo(String name) throws IOException {
    assertRefused("capture", "--model", MODEL, "--prompts", PROMPTS, "--run-id=" + name);
    assertRefused("generate", "--model", MODEL, "--prompts", PROMPTS, "--run-id=" + name);
    assertRefused("lens", "--run=" + name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void noVectorsAreCalledSo(String name) throws IOException {
    assertRefused("vectors", "--model", MODEL, "--dataset", DATASET, "--name=" + name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void noPlanAndNoDataSetOfAPlanIsCalledSo(String name) throws IOException {
    Path plans = Files.createTempDirectory("plans");
    assertRefused(
        "sweep",
        "--plan",
        SweepPlanFile.of("mood-llama")
            .put("name", name)
            .dataset("mood-word", "80-95")
            .write(plans)
            .toString());
    assertRefused(
        "sweep",
        "--plan",
        SweepPlanFile.of("mood-llama")
            .put("datasets", List.of(Map.of("name", name, "path", DATASET)))
            .write(plans)
            .toString());
  }

  /** Refused before anything is done or made. */
  private void assertRefused(String... arguments) throws IOException {
    Path warehouse = folder.resolve("parent/warehouse");
    CommandRun run =
        CommandRun.of(
            Stream.concat(Stream.of(arguments), Stream.of("--warehouse", warehouse.toString()))
                .toArray(String[]::new));

    assertThat(run.exitCode()).as(run.messages()).isEqualTo(2);
    assertThat(run.messages()).contains("Cannot ");
    assertThat(run.requests()).isEmpty();
    try (Stream<Path> made = Files.list(folder)) {
      assertThat(made).isEmpty();
    }
  }
}
