package io.stratalens.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.SweepPlanFile;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.sweep.SweepPositions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierSweepTest {
  private static final StructType RUNS =
      StructType.fromDDL(
          "run_id STRING, kind STRING, model_hash STRING, tokenizer_hash STRING, spec STRING,"
              + " started INT");
  private static final ModelFacts MODEL =
      ModelFacts.read(ModelLocation.of(Checkout.model("mood-llama")));

  @TempDir private Path folder;
  private final List<Row> runs = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private SweepSpec asked;
  private SweepSpec spec;

  @BeforeEach
  void readPlan() {
    SweepPlan plan =
        PlanReader.read(
            SweepPlanFile.of("mood-llama")
                .put("layers", "1-2")
                .put("controls", 2)
                .dataset("mood-word", "80-81")
                .write(folder));
    asked =
        SweepSpec.of(
            new SweepOrder(
                plan, MODEL.location(), BadRows.REFUSE, false, 16, 1024, StageOrder.WHOLE),
            MODEL);
    spec = asked.with(VectorType.F32, List.of());
  }

  @Test
  void onlyRowsOfTheSameComputeTypeAreTakenOver() {
    stored("gpu", asked.with(VectorType.BF16, List.of()).json());
    stored("before", asked.json());
    stored("cpu", spec.json());

    assertThat(found()).extracting(EarlierSweep::runId).containsExactly("cpu");
    assertThat(said).isEmpty();
  }

  @Test
  void aSweepOfANewerFormatIsLeftOutAndTheOthersAreNot() {
    stored("old", spec.json());
    stored("newer", spec.json().replaceFirst("\\{", "{\"unheard\": 1, "));

    assertThat(found()).extracting(EarlierSweep::runId).containsExactly("old");
    assertThat(said)
        .containsExactly(
            "Nothing is taken over from run newer, whose spec is of another version of this"
                + " program");
  }

  @Test
  void aSweepOfOtherCellsIsNotAsked() {
    stored("old", spec.json());
    EarlierSweep old = found().get(0);
    CellKey cell = CellKey.label(1, Site.RESID_POST, SweepPositions.LAST);

    assertThat(old.mayHave(List.of(cell.random(9), cell), List.of(7.0, 0.5))).isTrue();
    assertThat(old.mayHave(List.of(cell.random(2)), List.of(0.5))).isTrue();
    assertThat(old.mayHave(List.of(cell.random(3)), List.of(0.5))).isFalse();
    assertThat(old.mayHave(List.of(cell), List.of(7.0))).isFalse();
    assertThat(
            old.mayHave(
                List.of(
                    CellKey.label(3, Site.RESID_POST, SweepPositions.LAST),
                    CellKey.label(1, Site.LN2_OUT, SweepPositions.LAST),
                    CellKey.label(1, Site.RESID_POST, SweepPositions.ALL)),
                List.of(0.5)))
        .isFalse();
  }

  private void stored(String runId, String json) {
    runs.add(
        RowFactory.create(
            runId,
            "sweep",
            MODEL.modelHash(),
            MODEL.tokenizerHash().orElseThrow(),
            json,
            runs.size()));
  }

  private List<EarlierSweep> found() {
    Dataset<Row> table = TestSpark.session().createDataFrame(runs, RUNS);
    return EarlierSweep.of(table, "own", MODEL, spec, said::add);
  }
}
