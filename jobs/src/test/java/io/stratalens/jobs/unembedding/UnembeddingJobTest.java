package io.stratalens.jobs.unembedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.Stored;
import io.stratalens.jobs.testing.TestCapture;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.jobs.warehouse.CommittedViews;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.model.ModelTensors;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.tokens.TokenNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnembeddingJobTest {
  private static final Path TIED = Checkout.model("mood-llama");

  private final Path warehouse = TestSpark.warehouse();
  private final SparkSession session = TestSpark.session().newSession();
  private final List<String> said = new ArrayList<>();
  private String modelHash;

  @BeforeAll
  void write() {
    modelHash = unembedding(TIED);
    new CommittedViews(new Warehouse(warehouse)).register(session);
  }

  @Test
  void everyTokenHasTheRowOfTheCheckpoint() {
    ModelFacts model = ModelFacts.read(ModelLocation.of(TIED));
    List<Row> rows = table();

    assertThat(modelHash).isEqualTo(model.modelHash());
    assertThat(rows).hasSize(model.config().vocabulary());
    float[][] expected = matrix(TIED, tensor(model));
    TokenNames names = TokenNames.of(TIED);
    for (int id = 0; id < rows.size(); id++) {
      Row row = rows.get(id);
      assertThat(row.<Integer>getAs("token_id")).isEqualTo(id);
      assertThat(row.<String>getAs("token")).isEqualTo(names.readable(id));
      assertThat(VectorType.of(row.getAs("dtype")).decode(row.getAs("vector")))
          .isEqualTo(expected[id]);
    }
  }

  @Test
  void executorsLookForTheModelByThePinnedNameAndNotByTheFolderOfThisMachine() {
    ModelLocation cached = new ModelLocation("org/name", "org/name@0123", TIED);

    assertThat(UnembeddingTask.of(ModelFacts.read(cached)).modelFolder())
        .isEqualTo("org/name@0123");
  }

  @Test
  void theSameModelAgainChangesNothingAndAnotherOneIsAdded() {
    Map<String, Long> before = Stored.everything(warehouse);
    assertThat(unembedding(TIED)).isEqualTo(modelHash);
    assertThat(Stored.everything(warehouse)).isEqualTo(before);
    assertThat(said).last().asString().contains("is there already");

    Path untied = Checkout.model("mood-qwen3");
    String otherHash = unembedding(untied);
    ModelFacts other = ModelFacts.read(ModelLocation.of(untied));
    List<Row> rows =
        session
            .table("unembedding")
            .filter("model_hash = '%s'".formatted(otherHash))
            .orderBy("token_id")
            .collectAsList();
    assertThat(rows).hasSize(other.config().vocabulary());
    assertThat(VectorType.of(rows.get(7).getAs("dtype")).decode(rows.get(7).getAs("vector")))
        .isEqualTo(matrix(untied, tensor(other))[7]);
    assertThat(table()).hasSize(ModelFacts.read(ModelLocation.of(TIED)).config().vocabulary());
  }

  @Test
  void theTokensNearestToAnActivationAreThoseOfFloat64(@TempDir Path folder) throws Exception {
    Path prompts = Files.writeString(folder.resolve("p.txt"), "The garden was bright.\n");
    TestCapture.of(warehouse, "near", prompts)
        .select("-1", List.of(Site.RESID_POST), "last")
        .dtype(VectorType.BF16)
        .run();
    new CommittedViews(new Warehouse(warehouse)).register(session);
    List<Row> found =
        session
            .sql(
                """
                SELECT u.token_id, vec_cosine(a.vector, a.dtype, u.vector, u.dtype) AS cosine
                FROM activations a
                JOIN runs r ON r.run_id = a.run_id
                JOIN unembedding u ON u.model_hash = r.model_hash
                WHERE a.run_id = 'near'
                ORDER BY cosine DESC, u.token_id
                LIMIT 10
                """)
            .collectAsList();

    Row row = Stored.rows(warehouse, Tables.ACTIVATIONS, "near").get(0);
    float[] vector = VectorType.of(row.getAs("dtype")).decode(row.getAs("vector"));
    float[][] matrix = matrix(TIED, tensor(ModelFacts.read(ModelLocation.of(TIED))));
    double[] cosines = Arrays.stream(matrix).mapToDouble(token -> cosine(vector, token)).toArray();
    List<Integer> nearest =
        IntStream.range(0, cosines.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(id -> -cosines[id]).thenComparing(id -> id))
            .limit(10)
            .toList();
    assertThat(found).extracting(token -> token.getInt(0)).containsExactlyElementsOf(nearest);
    assertThat(found)
        .allSatisfy(token -> assertThat(token.getDouble(1)).isEqualTo(cosines[token.getInt(0)]));
  }

  private String unembedding(Path model) {
    return new UnembeddingJob(new Warehouse(warehouse), () -> session, said::add)
        .run(ModelLocation.of(model));
  }

  private List<Row> table() {
    return session
        .table("unembedding")
        .filter("model_hash = '%s'".formatted(modelHash))
        .orderBy("token_id")
        .collectAsList();
  }

  private static String tensor(ModelFacts model) {
    return model.config().tied() ? ModelTensors.EMBEDDING : ModelTensors.HEAD;
  }

  private static float[][] matrix(Path model, String tensor) {
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      float[] all = checkpoint.floats(tensor);
      int rows = (int) checkpoint.tensor(tensor).rows();
      int width = all.length / rows;
      return IntStream.range(0, rows)
          .mapToObj(row -> Arrays.copyOfRange(all, row * width, (row + 1) * width))
          .toArray(float[][]::new);
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / (Math.sqrt(aa) * Math.sqrt(bb));
  }
}
