package io.stratalens.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanJobTest {
  // Llama-3.1-8B: values of the embedding, which the head has too, and of one layer.
  private static final long EMBEDDING = 128_256L * 4096;
  private static final long LAYER =
      2L * 4096 * 4096 + 2L * 1024 * 4096 + 3L * 14_336 * 4096 + 2L * 4096;

  @Test
  void theHeadTakesFourBytesAValueWhateverTheStoredWidth() {
    List<String> lines = plan("llama-3.1-8b", 2);

    assertThat(lines)
        .filteredOn(line -> line.startsWith("stage 0"))
        .singleElement()
        .asString()
        .contains(bytes(2 * (EMBEDDING + 16 * LAYER)) + " bytes as stored,");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("stage 1"))
        .singleElement()
        .asString()
        .contains(
            bytes(2 * 16 * LAYER + 4 * (EMBEDDING + 4096))
                + " bytes as stored but for final norm and unembedding in float32, "
                + bytes(4 * (16 * LAYER + EMBEDDING + 4096))
                + " in float32");
  }

  private static String bytes(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static List<String> plan(String shape, int stages) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    new PlanJob(
            () -> {
              throw new AssertionError("Nothing here needs Spark");
            },
            new PrintStream(printed, true, StandardCharsets.UTF_8))
        .run(
            new PlanOrder(
                Optional.empty(),
                Optional.of(shape),
                Optional.empty(),
                LayerSelection.parse("all"),
                List.of(Site.RESID_POST),
                PositionSelection.parse("all"),
                Optional.empty(),
                stages));
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
