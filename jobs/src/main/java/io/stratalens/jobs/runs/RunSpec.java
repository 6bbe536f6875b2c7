package io.stratalens.jobs.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stratalens.jobs.prompts.PairOrigin;
import io.stratalens.jobs.tables.JsonText;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.pipeline.PipelinePlan;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was asked of a capture, resolved; two captures with equal specs write equal rows.
 *
 * @param layers layers, ascending
 * @param sites site names in the order of a layer
 * @param positions the position spec as given
 * @param dtype f32, f16, bf16 or compute
 * @param lens "inline" or "none"
 * @param chunkPrompts prompts of a chunk
 * @param batchTokens padded tokens of a microbatch at most
 * @param prompts how many prompts
 * @param promptsFingerprint changes with any token of any prompt
 * @param generation what is generated; null where prompts are only read
 * @param steering the interventions on prompts that are only read, as SteeringOrder writes them
 * @param pairs the data set that the prompts are labelled pairs of; null where they are none
 */
public record RunSpec(
    List<Integer> layers,
    List<String> sites,
    String positions,
    String dtype,
    String lens,
    int chunkPrompts,
    int batchTokens,
    long prompts,
    String promptsFingerprint,
    GenerationSpec generation,
    List<String> steering,
    PairOrigin pairs) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the lists. */
  public RunSpec {
    layers = List.copyOf(layers);
    sites = List.copyOf(sites);
    steering = steering == null ? List.of() : List.copyOf(steering); // of before there was any
  }

  /** The layers and sites, in the order of slots. */
  public List<LayerSite> points() {
    return KeepRequest.points(
        layers.stream().mapToInt(Integer::intValue).toArray(),
        sites.stream().map(Site::of).toList());
  }

  /** The spec as the table runs keeps it. */
  public String json() {
    return JsonText.of(this);
  }

  /** A stored spec. */
  public static RunSpec parse(String json) {
    try {
      return JSON.readValue(json, RunSpec.class);
    } catch (JsonProcessingException e) {
      throw StratalensException.failed(
          e, "Cannot read the spec of the run because this version does not know it: %s", json);
    }
  }

  /**
   * A pipeline as the table runs keeps it: of each stage its first layer and the one after its
   * last.
   */
  public static String planJson(PipelinePlan plan) {
    List<List<Integer>> stages =
        plan.stages().stream().map(stage -> List.of(stage.first(), stage.end())).toList();
    return JsonText.of(Map.of("stages", stages));
  }

  /** Where this spec is another than the stored one, field by field. */
  public String differencesFrom(RunSpec stored) {
    TypeReference<LinkedHashMap<String, Object>> fields = new TypeReference<>() {};
    Map<String, Object> mine = JSON.convertValue(this, fields);
    Map<String, Object> theirs = JSON.convertValue(stored, fields);
    StringBuilder text = new StringBuilder();
    mine.forEach(
        (field, value) -> {
          if (!Objects.equals(value, theirs.get(field))) {
            text.append(text.isEmpty() ? "" : ", ")
                .append(field)
                .append(" was ")
                .append(theirs.get(field))
                .append(" and is ")
                .append(value);
          }
        });
    return text.toString();
  }
}
