package io.stratalens.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.model.ModelConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipelineBenchmarkTest {
  private static final ModelFacts MODEL =
      ModelFacts.read(ModelLocation.of(Checkout.model("mood-llama")));

  @Test
  void aPassSendsTheHiddenStatesOfAllStagesButTheLast() {
    // Padding to a multiple of eight doubles what is sent.
    List<Microbatch> batches = IntStream.range(0, 4).mapToObj(i -> batch(i, 4)).toList();
    int least = Float.BYTES * MODEL.config().width();
    try (PipelineRuns runs = PipelineRuns.load(MODEL, batches)) {
      Measure.inTurns(runs.measures(), 1, line -> {});
      String said = printed(runs::print);

      assertThat(said)
          .contains("32 tokens in 4 microbatches")
          .contains("2 stages: %d bytes sent a token, %d at least".formatted(2 * least, least))
          .contains("3 stages: %d bytes sent a token, %d at least".formatted(4 * least, 2 * least));
      assertThat(said.lines().filter(line -> line.startsWith("busy, "))).hasSize(5);
      Matcher shares = Pattern.compile("(\\d+)%").matcher(said);
      assertThat(shares.results().map(share -> Integer.parseInt(share.group(1))))
          .hasSize(1 + 2 * 2 + 2 * 3)
          .allMatch(share -> share > 0 && share <= 100);
      assertThat(said).containsPattern("2 stages: data ports / in one JVM \\d\\.\\d{3}\\R");
      assertThat(said).containsPattern("3 stages: data ports / in one JVM \\d\\.\\d{3}\\R");
    }
  }

  @Test
  void aSendIsTimedBesideALayer() {
    ModelConfig config = MODEL.config();
    String said = printed(out -> new SendBenchmark("mood", config, 8, line -> {}, out).run());

    assertThat(said)
        .containsPattern(
            "send 64 tokens \\(%,d bytes\\) to another JVM: \\d+\\.\\d\\d ms, median of 200\\R"
                .formatted(64 * 4 * config.width()))
        .containsPattern("one layer of mood on them: \\d+\\.\\d\\d ms, median of 24\\R")
        .containsPattern("send / layer +\\d+\\.\\d{4}  \\(at most 0\\.10\\)");
  }

  @Test
  void theOtherJvmEndsWithTheBenchmark() throws Exception {
    ReceivingJvm other = ReceivingJvm.start(1024);
    assertThat(other.alive()).isTrue();

    other.close();
    for (int wait = 0; other.alive() && wait < 100; wait++) {
      Thread.sleep(100);
    }

    assertThat(other.alive()).isFalse();
  }

  private static Microbatch batch(int first, int tokens) {
    int[] ids = IntStream.range(5, 5 + tokens).toArray();
    return new Microbatch(List.of(new TokenRow(2 * first, ids), new TokenRow(2 * first + 1, ids)));
  }

  private interface Printing {
    void to(PrintStream out);
  }

  private static String printed(Printing printing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    printing.to(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
