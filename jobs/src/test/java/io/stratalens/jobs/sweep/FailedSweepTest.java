package io.stratalens.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.Stored;
import io.stratalens.jobs.testing.SweepPlanFile;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.location.ModelLocation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedSweepTest {
  @TempDir private Path folder;
  private final Path warehouse = TestSpark.warehouse();

  @Test
  void anErrorThatIsNoExceptionLeavesNoRunThatSeemsToGoOn() {
    SweepPlan plan =
        PlanReader.read(
            SweepPlanFile.of("mood-llama")
                .put("layers", "1")
                .dataset("mood-word", "80")
                .write(folder));
    AtomicReference<String> runId = new AtomicReference<>();
    SweepJob job =
        new SweepJob(
            new Warehouse(warehouse),
            TestSpark::session,
            line -> {
              if (line.startsWith("Run sweep")) {
                runId.set(line.split(" ", -1)[1]);
              }
              if (line.contains("vectors are to be made")) {
                throw new LinkageError("no such symbol");
              }
            },
            Clock.systemUTC());

    assertThatThrownBy(
            () ->
                job.run(
                    new SweepOrder(
                        plan,
                        ModelLocation.of(Checkout.model("mood-llama")),
                        BadRows.REFUSE,
                        false,
                        16,
                        1024,
                        StageOrder.WHOLE)))
        .isInstanceOf(LinkageError.class);

    assertThat(Stored.allRows(warehouse, Tables.RUNS, runId.get()))
        .singleElement()
        .extracting(row -> row.getAs("status"))
        .isEqualTo("failed");
  }
}
