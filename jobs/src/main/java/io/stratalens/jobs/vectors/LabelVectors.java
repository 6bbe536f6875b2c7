package io.stratalens.jobs.vectors;

import io.stratalens.jobs.prompts.PairPrompts;
import io.stratalens.jobs.warehouse.StoredVector;
import io.stratalens.jobs.warehouse.VectorTable;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * The steering vectors of labelled pairs. What the tables hold is taken from there; what they lack
 * is captured, computed and kept first.
 */
public final class LabelVectors {
  private final VectorTable table;
  private final PairCapture captures;
  private final PairVectors computation;
  private final Consumer<String> progress;

  /**
   * @param progress takes a line for people now and then
   */
  public LabelVectors(
      Warehouse warehouse, SparkSession spark, Consumer<String> progress, Clock clock) {
    this.table = new VectorTable(warehouse, spark);
    this.captures = new PairCapture(warehouse, spark, progress, clock);
    this.computation = new PairVectors(warehouse, spark);
    this.progress = progress;
  }

  /** Every vector of the order; the same order again changes nothing. */
  public SteeringVectors ensure(VectorsOrder order) {
    Map<LayerSite, String> ids = ids(order);
    Map<LayerSite, StoredVector> vectors = read(ids);
    List<LayerSite> missing =
        ids.keySet().stream().filter(point -> !vectors.containsKey(point)).toList();
    if (!missing.isEmpty()) {
      progress.accept(missing.size() + " of " + ids.size() + " vectors are to be made");
      make(order, missing);
      vectors.putAll(read(ids));
    }
    return new SteeringVectors(ids.keySet().stream().map(vectors::get).toList());
  }

  private static Map<LayerSite, String> ids(VectorsOrder order) {
    VectorKey key = key(order);
    Map<LayerSite, String> ids = new LinkedHashMap<>();
    order.points().forEach(point -> ids.put(point, key.id(point, order.pairs().fingerprint())));
    return ids;
  }

  private static VectorKey key(VectorsOrder order) {
    return new VectorKey(
        order.pairs().origin().dataset(),
        order.model().modelHash(),
        order.method().label(),
        Optional.of(order.pairs().origin().compute()));
  }

  private Map<LayerSite, StoredVector> read(Map<LayerSite, String> ids) {
    Map<LayerSite, StoredVector> found = new HashMap<>();
    table.read(ids.values()).forEach(vector -> found.put(vector.point(), vector));
    return found;
  }

  private void make(VectorsOrder order, List<LayerSite> missing) {
    PairPrompts pairs = order.pairs();
    int[] layers = missing.stream().mapToInt(LayerSite::layer).distinct().toArray();
    List<Site> sites = missing.stream().map(LayerSite::site).distinct().sorted().toList();
    List<LayerSite> points = KeepRequest.points(layers, sites);
    String runId = captures.ensure(order, points);
    Map<LayerSite, float[]> made = computation.of(runId, points, order.method());
    VectorKey key = key(order);
    List<StoredVector> rows = new ArrayList<>();
    for (LayerSite point : missing) {
      rows.add(
          new StoredVector(
              key.id(point, pairs.fingerprint()),
              key.dataset(),
              key.modelHash(),
              point,
              key.method(),
              OptionalLong.of(pairs.pairs()),
              Optional.of(pairs.fingerprint()),
              Optional.of(pairs.origin().json()),
              made.get(point),
              Optional.of(runId)));
    }
    table.add(rows);
  }
}
