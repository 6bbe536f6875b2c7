package io.stratalens.jobs.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.prompts.PairPrompts;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.jobs.warehouse.StoredVector;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.steering.SteeringMethod;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.labels.LabelForm;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.labels.LabelledPrompt;
import io.stratalens.workers.labels.PromptTemplate;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.SiteSelection;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelVectorsTest {
  private final Path warehouse = TestSpark.warehouse();

  @Test
  void whatWasComputedInOneTypeIsNotTakenForAnother() {
    StoredVector float32 = vector(VectorType.F32);
    StoredVector bfloat16 = vector(VectorType.BF16);

    assertThat(bfloat16.vectorId()).isNotEqualTo(float32.vectorId());
    assertThat(bfloat16.runId()).isPresent().isNotEqualTo(float32.runId());
    assertThat(bfloat16.pairsHash()).isEqualTo(float32.pairsHash());
    assertThat(float32.origin().orElseThrow()).contains("\"compute\":\"f32\"");
    assertThat(bfloat16.origin().orElseThrow()).contains("\"compute\":\"bf16\"");
    assertThat(vector(VectorType.F32)).usingRecursiveComparison().isEqualTo(float32);
  }

  private StoredVector vector(VectorType compute) {
    LabelledPrompt pair =
        new LabelledPrompt(0, "d.jsonl:1", "The", new int[] {5, 6}, " a", 7, " b", 8);
    PairPrompts pairs =
        PairPrompts.of(
            "d",
            "d.jsonl",
            new PromptTemplate("{question}", LabelForm.TEXT),
            new LabelledDataset(List.of(pair), 0, Optional.empty()),
            compute);
    return new LabelVectors(
            new Warehouse(warehouse), TestSpark.session(), line -> {}, Clock.systemUTC())
        .ensure(
            new VectorsOrder(
                ModelFacts.read(ModelLocation.of(Checkout.model("mood-llama"))),
                pairs,
                SiteSelection.parse("resid_post"),
                LayerSelection.parse("0"),
                SteeringMethod.MEAN,
                1024,
                StageOrder.WHOLE))
        .all()
        .get(0);
  }
}
