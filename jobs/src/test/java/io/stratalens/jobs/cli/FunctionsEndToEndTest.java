package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.bench.FunctionsBenchmark;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.udfs.vector.VectorType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Functions and nearest tokens as the command line gives them. */
class FunctionsEndToEndTest {
  private final String warehouse = TestSpark.warehouse().toString();
  private final ByteArrayOutputStream results = new ByteArrayOutputStream();
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

  @Test
  void aFunctionThatRefusesItsArgumentsInATaskEndsWithTwoAndOneSentence() {
    int exitCode =
        run(
            "sql",
            "SELECT max(vec_norm(IF(id < 6, X'00000000', X'00'), 'f32')) FROM range(0, 8, 1, 4)");

    assertThat(said())
        .singleElement()
        .asString()
        .isEqualTo(
            "Cannot decode a vector of f32 because its length is not a multiple of 4 bytes: 1");
    assertThat(exitCode).isEqualTo(2);
  }

  @Test
  void argumentsOfOtherTypesEndWithTwoAndTheWayToCallIt() {
    assertThat(run("sql", "SELECT vec_cosine('a', 'b')")).isEqualTo(2);
    assertThat(said())
        .singleElement()
        .asString()
        .endsWith("Call it as vec_cosine(a, a_dtype, b, b_dtype) or vec_cosine(a, b).");
  }

  @Test
  void theUnembeddingIsWrittenAndRead() {
    TestSpark.session();
    int exitCode = run("unembedding", "--model", Checkout.model("mood-llama").toString());
    assertThat(exitCode).as(String.join("\n", said())).isZero();
    String modelHash = results.toString(StandardCharsets.UTF_8).strip();
    assertThat(modelHash).matches("[0-9a-f]{64}");

    results.reset();
    run(
        "sql",
        "--format",
        "csv",
        "SELECT b.token FROM unembedding a JOIN unembedding b USING (model_hash)"
            + " WHERE a.token_id = 9 ORDER BY vec_cosine(a.vector, a.dtype, b.vector, b.dtype) DESC"
            + " LIMIT 1");
    String nearest = results.toString(StandardCharsets.UTF_8);
    results.reset();
    run("sql", "--format", "csv", "SELECT token FROM unembedding WHERE token_id = 9");
    assertThat(nearest).isNotEmpty().isEqualTo(results.toString(StandardCharsets.UTF_8));
  }

  @Test
  void theBenchmarkIsAskedForWithItsDefaults() {
    assertThat(CommandRun.of("bench", "functions", "--seconds", "5").requests())
        .containsExactly(
            new BenchFunctionsRequest(
                new FunctionsBenchmark.Order(100_000, 4096, VectorType.BF16, 5, false)));
    assertThat(CommandRun.of("bench", "functions", "--rows", "0").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("bench", "functions", "--dtype", "float").messages())
        .contains("f32, f16, bf16: float");
  }

  private int run(String command, String... arguments) {
    TestSpark.session();
    String[] all =
        Stream.concat(Stream.of(command, "--quiet", "--warehouse", warehouse), Stream.of(arguments))
            .toArray(String[]::new);
    return new Main(new Console(results, messages), Map.of(), new ApplicationJobs()).run(all);
  }

  private List<String> said() {
    return messages.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
