package io.stratalens.jobs.vectors;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;

import io.stratalens.jobs.capture.CaptureJob;
import io.stratalens.jobs.capture.CaptureOrder;
import io.stratalens.jobs.prompts.PairPrompts;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.runs.RunSpec;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.warehouse.CommittedViews;
import io.stratalens.jobs.warehouse.RunStatus;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;

/** Finds a finished capture of pairs at their label's token, or makes one. */
final class PairCapture {
  private static final PositionSelection LABEL = PositionSelection.parse("label");
  private static final int CHUNK_PROMPTS = 32;

  private final Warehouse warehouse;
  private final SparkSession spark;
  private final Consumer<String> progress;
  private final Clock clock;

  PairCapture(Warehouse warehouse, SparkSession spark, Consumer<String> progress, Clock clock) {
    this.warehouse = warehouse;
    this.spark = spark;
    this.progress = progress;
    this.clock = clock;
  }

  /** The run that holds these points of these pairs. */
  String ensure(VectorsOrder order, Collection<LayerSite> points) {
    PairPrompts pairs = order.pairs();
    Optional<String> stored = find(order.model(), pairs, points);
    if (stored.isPresent()) {
      progress.accept("The pairs are captured already, in run " + stored.get());
      return stored.get();
    }
    CaptureOrder capture = capture(order, points);
    progress.accept(
        "Run " + capture.runId() + ": " + pairs.pairs() + " pairs of " + pairs.origin().dataset());
    new CaptureJob(warehouse, () -> spark, progress, clock).run(capture, order.model());
    return capture.runId();
  }

  private Optional<String> find(ModelFacts model, PairPrompts pairs, Collection<LayerSite> points) {
    return new CommittedViews(warehouse)
            .view(spark, Tables.RUNS)
            .filter(
                col("status")
                    .equalTo(RunStatus.DONE.label())
                    .and(col("model_hash").equalTo(model.modelHash()))
                    .and(spec("positions").equalTo(LABEL.toString()))
                    .and(spec("pairs.compute").equalTo(pairs.origin().compute()))
                    .and(spec("promptsFingerprint").equalTo(pairs.fingerprint())))
            .orderBy("started")
            .select(Tables.RUN_ID, "spec")
            .collectAsList()
            .stream()
            .filter(run -> RunSpec.parse(run.getString(1)).points().containsAll(points))
            .map(run -> run.getString(0))
            .findFirst();
  }

  private static Column spec(String field) {
    return get_json_object(col("spec"), "$." + field);
  }

  private static CaptureOrder capture(VectorsOrder order, Collection<LayerSite> points) {
    String layers =
        points.stream()
            .map(point -> String.valueOf(point.layer()))
            .distinct()
            .collect(Collectors.joining(","));
    List<Site> sites = points.stream().map(LayerSite::site).distinct().sorted().toList();
    return new CaptureOrder(
        runId(order, layers, sites),
        order.model().location(),
        order.pairs(),
        LayerSelection.parse(layers),
        sites,
        LABEL,
        Optional.of(VectorType.F32),
        Optional.empty(),
        CHUNK_PROMPTS,
        order.batchTokens(),
        order.stages(),
        Optional.empty(),
        List.of());
  }

  /** Made of all that the run's spec is made of, so that a capture cut short goes on as itself. */
  private static String runId(VectorsOrder order, String layers, List<Site> sites) {
    return "pairs-"
        + Hash.of(
            List.of(
                order.model().modelHash(),
                order.model().tokenizerHash().orElse(""),
                order.pairs().fingerprint(),
                order.pairs().origin().toString(),
                layers,
                sites.toString(),
                String.valueOf(order.batchTokens())));
  }
}
