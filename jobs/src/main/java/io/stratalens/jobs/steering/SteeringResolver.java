package io.stratalens.jobs.steering;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.warehouse.StoredVector;
import io.stratalens.jobs.warehouse.VectorTable;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.generate.Steered;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** Finds the vectors of interventions in the warehouse's tables. */
public final class SteeringResolver {
  private final VectorTable vectors;
  private final StoredRows rows;
  private final ModelFacts model;

  /**
   * @param model the model that is steered
   */
  public SteeringResolver(Warehouse warehouse, SparkSession spark, ModelFacts model) {
    this.vectors = new VectorTable(warehouse, spark);
    this.rows = new StoredRows(warehouse, spark, model);
    this.model = model;
  }

  /**
   * The interventions of these orders; a vector that is not there, or not this model's, and an
   * intervention that is given twice, are refused.
   */
  public Interventions resolve(List<SteeringOrder> orders) {
    Interventions found =
        orders.stream().map(this::resolve).reduce(Interventions.NONE, Interventions::and);
    Set<String> seen = new HashSet<>();
    for (String written : found.written()) {
      if (!seen.add(written)) {
        throw StratalensException.invalid(
            "Cannot steer because an intervention is given twice, and counts are kept of each once:"
                + " %s. Give it once, with the amount of both.",
            written);
      }
    }
    return found;
  }

  private Interventions resolve(SteeringOrder order) {
    if (order.vector() instanceof VectorSource.Id id) {
      StoredVector vector = byId(id);
      Site site = order.site().orElse(vector.point().site());
      return at(order, layers(order, vector.point().layer()), site, layer -> vector);
    }
    Site site = order.site().orElse(Site.RESID_POST);
    int[] layers = layers(order, 0);
    if (order.vector() instanceof VectorSource.Named named) {
      return at(order, layers, site, named(named, site, layers)::get);
    }
    VectorSource.StoredRow row = (VectorSource.StoredRow) order.vector();
    String source = "row:%s/%d/%d".formatted(row.runId(), row.promptId(), row.position());
    Map<Integer, float[]> stored = rows.vectors(row, site, layers);
    Interventions found = Interventions.NONE;
    for (int layer : layers) {
      found = found.and(one(order, source, layer, site, stored.get(layer)));
    }
    return found;
  }

  private Map<Integer, StoredVector> named(VectorSource.Named named, Site site, int[] layers) {
    return new NamedVector(named, site)
        .only(
            layers, vectors.read(named.dataset(), model.modelHash(), named.method(), site, layers));
  }

  private int[] layers(SteeringOrder order, int otherwise) {
    return order
        .layers()
        .orElseGet(() -> LayerSelection.parse(String.valueOf(otherwise)))
        .resolve(model.config().layers());
  }

  private interface Found {
    StoredVector at(int layer);
  }

  private static Interventions at(SteeringOrder order, int[] layers, Site site, Found vectors) {
    Interventions found = Interventions.NONE;
    for (int layer : layers) {
      StoredVector vector = vectors.at(layer);
      found = found.and(one(order, "id:" + vector.vectorId(), layer, site, vector.vector()));
    }
    return found;
  }

  private static Interventions one(
      SteeringOrder order, String source, int layer, Site site, float[] values) {
    order.operation().check(new LayerSite(layer, site), values);
    Steered steered =
        new Steered(
            layer,
            site,
            order.operation(),
            order.amount(),
            values,
            order.positions(),
            order.prompts());
    return new Interventions(List.of(steered), List.of(order.written(source, layer, site)));
  }

  private StoredVector byId(VectorSource.Id id) {
    StoredVector vector =
        vectors.read(List.of(id.vectorId())).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    StratalensException.invalid(
                        "Cannot steer because the table steering_vectors has no such vector_id: %s."
                            + " List them with sql.",
                        id.vectorId()));
    if (!vector.modelHash().equals(model.modelHash())) {
      throw StratalensException.invalid(
          "Cannot steer because the vector is of another model, of hash %s: %s. Make one with this"
              + " model.",
          vector.modelHash(), id.vectorId());
    }
    return vector;
  }
}
