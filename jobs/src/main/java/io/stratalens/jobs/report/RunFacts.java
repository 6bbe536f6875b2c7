package io.stratalens.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.max;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.stratalens.jobs.runs.LensText;
import io.stratalens.jobs.sweep.SweepSpec;
import io.stratalens.workers.selection.Site;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads a row of {@code runs} into what the report's header shows. */
final class RunFacts {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int HASH_PREFIX = 12;

  private RunFacts() {}

  static ReportRun of(Row run, Dataset<Row> lens) {
    Row extent =
        lens.agg(
                count_distinct(col("prompt_id")).as("prompts"),
                max(col("layer")).cast("int").as("layer"),
                collect_set(col("site")).as("sites"))
            .head();
    JsonNode spec = json(text(run, "spec"));
    return new ReportRun(
        text(run, "run_id"),
        text(run, "model"),
        prefix(text(run, "model_hash")),
        json(text(run, "config")).path("num_hidden_layers").asInt(extent.getInt(1) + 1),
        inLayerOrder(extent.getList(2)),
        spec.path("dtype").textValue(),
        summary(spec),
        summary(json(text(run, "lens"))),
        instant(run, "started"),
        instant(run, "ended"),
        extent.getLong(0));
  }

  /** What a sweep's header shows, in its order. */
  static Map<String, String> ofSweep(Row run) {
    SweepSpec spec = SweepSpec.parse(text(run, "spec"));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Model", text(run, "model"));
    facts.put("Model hash", prefix(text(run, "model_hash")));
    facts.put("Multipliers", spec.multipliers().toString());
    facts.put("Method", spec.method());
    facts.put("Control", spec.controlSeeds().size() + " random directions, " + spec.controlCells());
    facts.put("Way", spec.exhaustive() ? "exhaustive" : "shared prefix");
    facts.put("Started", String.valueOf(instant(run, "started")));
    return facts;
  }

  /** The tokens of the run's named targets by their ids; empty for a run that kept none. */
  static Map<Integer, String> targets(Row run) {
    String lens = text(run, "lens");
    return lens == null ? Map.of() : LensText.tokens(lens);
  }

  private static List<String> inLayerOrder(List<String> sites) {
    return sites.stream().sorted(Comparator.comparing(Site::of)).toList();
  }

  private static Object value(Row row, String column) {
    return List.of(row.schema().fieldNames()).contains(column) ? row.getAs(column) : null;
  }

  private static String text(Row row, String column) {
    Object value = value(row, column);
    return value == null ? null : value.toString();
  }

  /** Spark gives either class, as spark.sql.datetime.java8API.enabled says. */
  private static Instant instant(Row row, String column) {
    Object value = value(row, column);
    return value instanceof Timestamp timestamp ? timestamp.toInstant() : (Instant) value;
  }

  private static String prefix(String hash) {
    return hash == null ? null : hash.substring(0, Math.min(HASH_PREFIX, hash.length()));
  }

  /** The JSON of a column; missing when there is none or when it is another kind of text. */
  private static JsonNode json(String text) {
    try {
      return text == null ? MissingNode.getInstance() : MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** The fields of an object as one line, such as {@code layers all, sites resid_post}. */
  private static String summary(JsonNode object) {
    if (!object.isObject() || object.isEmpty()) {
      return null;
    }
    StringJoiner line = new StringJoiner(", ");
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getValue().isNull()) {
        line.add(field.getKey() + " " + words(field.getValue()));
      }
    }
    return line.toString();
  }

  private static String words(JsonNode value) {
    if (!value.isArray()) {
      return value.isTextual() ? value.textValue() : value.toString();
    }
    StringJoiner items = new StringJoiner(" ");
    value.forEach(item -> items.add(words(item)));
    return items.toString();
  }
}
