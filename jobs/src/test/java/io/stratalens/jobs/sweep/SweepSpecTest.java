package io.stratalens.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.SweepPlanFile;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.sweep.SweepPositions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepSpecTest {
  @TempDir private Path folder;

  @Test
  void whatIsStoredIsReadBack() {
    SweepSpec spec = spec(plan(), "mood-llama", false);
    assertThat(SweepSpec.parse(spec.json())).isEqualTo(spec);
    assertThat(spec.datasets())
        .extracting(SweepSpec.DatasetSpec::testRows)
        .containsExactly("80-89");
    assertThat(spec.layers()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void theSameSpecOnTheSameModelHasTheSameId() {
    assertThat(id(plan -> plan)).isEqualTo(id(plan -> plan)).startsWith("sweep-mood-").hasSize(27);
    // The other way to say it.
    assertThat(id(plan -> plan.put("layers", "0-7"))).isEqualTo(id(plan -> plan));
    assertThat(id(plan -> plan.put("multipliers", List.of(1.5, 1, 0.5, 0, -0.5, -1, -1.5))))
        .isEqualTo(id(plan -> plan));
  }

  @Test
  void whateverChangesARowChangesTheId() {
    List<String> ids =
        List.of(
            id(plan -> plan),
            id(plan -> plan.put("layers", "0-6")),
            id(plan -> plan.put("sites", "mlp_out")),
            id(plan -> plan.put("positions", "all")),
            id(plan -> plan.put("multipliers", List.of(0, 1))),
            id(plan -> plan.put("method", "pca")),
            id(plan -> plan.put("controls", 1)),
            id(plan -> plan.put("controls", 1).put("control_seed", 2)),
            id(plan -> plan.put("controls", 1).put("control_cells", "all")),
            id(plan -> plan.dataset("mood-choice", "80-89")),
            runId(plan(), "mood-qwen3", false),
            runId(plan(), "mood-llama", true),
            spec(plan(), "mood-llama", false, VectorType.BF16)
                .runId("mood", ModelFacts.read(ModelLocation.of(Checkout.model("mood-llama")))),
            runId(
                SweepPlanFile.of("mood-llama").dataset("mood-word", "80-90"), "mood-llama", false));
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void theHashOfADataSetIsOfItsRowsTemplateAndVector() {
    String hash = hash(plan());
    assertThat(hash(SweepPlanFile.of("mood-llama").dataset("mood-word", "90-99"))).isEqualTo(hash);
    assertThat(hash(plan().put("layers", "1"))).isEqualTo(hash);
    assertThat(hash(plan().put("method", "pca"))).isNotEqualTo(hash);
  }

  @Test
  void positionsThatCannotBeSweptAreRefused() {
    assertThatThrownBy(() -> SweepPositions.of("last:2"))
        .hasMessageContaining("not one of last, all: last:2");
  }

  private String id(UnaryOperator<SweepPlanFile> change) {
    return runId(change.apply(plan()), "mood-llama", false);
  }

  private String runId(SweepPlanFile plan, String model, boolean exhaustive) {
    return spec(plan, model, exhaustive)
        .runId("mood", ModelFacts.read(ModelLocation.of(Checkout.model(model))));
  }

  private String hash(SweepPlanFile plan) {
    return spec(plan, "mood-llama", false).datasets().get(0).hash();
  }

  private SweepSpec spec(SweepPlanFile file, String model, boolean exhaustive) {
    return spec(file, model, exhaustive, VectorType.F32);
  }

  private SweepSpec spec(
      SweepPlanFile file, String model, boolean exhaustive, VectorType computed) {
    SweepPlan plan = PlanReader.read(file.write(folder));
    ModelFacts facts = ModelFacts.read(ModelLocation.of(Checkout.model(model)));
    return SweepSpec.of(
            new SweepOrder(
                plan, facts.location(), BadRows.REFUSE, exhaustive, 16, 1024, StageOrder.WHOLE),
            facts)
        .with(
            computed,
            new DatasetLoader(TestSpark.session(), facts, folder, BadRows.REFUSE, line -> {})
                .load(plan, computed));
  }

  private static SweepPlanFile plan() {
    return SweepPlanFile.of("mood-llama").dataset("mood-word", "80-89");
  }
}
