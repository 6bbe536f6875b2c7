package io.stratalens.jobs.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A sweep plan that a test changes in some places and writes. */
public final class SweepPlanFile {
  /** The sites of the references. */
  public static final String SITES = "ln1_out,attn_out,ln2_out,mlp_out,resid_post";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> TEMPLATES =
      Map.of("mood-word", "{question}", "mood-choice", "{question}\n\nAnswer: (");

  private final ObjectNode plan = JSON.createObjectNode();

  private SweepPlanFile(String model) {
    plan.put("name", "mood").put("model", Checkout.model(model).toString());
    plan.putArray("datasets");
  }

  /** A plan of an embedded model with no data set yet and no control. */
  public static SweepPlanFile of(String model) {
    return new SweepPlanFile(model).put("controls", 0);
  }

  /** The same with a field of the plan. */
  public SweepPlanFile put(String field, Object value) {
    plan.set(field, JSON.valueToTree(value));
    return this;
  }

  /** The same with one more data set of the project, whose vector is of rows 0-79. */
  public SweepPlanFile dataset(String name, String testRows) {
    return dataset(name, dataset(name), testRows);
  }

  /** A data set of the project. */
  public static Path dataset(String name) {
    return Checkout.root().resolve("data/datasets").resolve(name + ".jsonl");
  }

  /** The same with the rows of another file for a data set of the project. */
  public SweepPlanFile dataset(String name, Path file, String testRows) {
    return dataset(name, file, "0-79", testRows);
  }

  /** The same with a vector of other rows. */
  public SweepPlanFile dataset(String name, Path file, String vectorRows, String testRows) {
    ObjectNode dataset = ((ArrayNode) plan.get("datasets")).addObject();
    dataset
        .put("name", name)
        .put("path", file.toString())
        .put("prompt", TEMPLATES.get(name))
        .put("label", name.equals("mood-choice") ? "letter" : "text")
        .put("vector_rows", vectorRows)
        .put("test_rows", testRows);
    return this;
  }

  /** Writes the plan into a folder. */
  public Path write(Path folder) {
    try {
      Path file = Files.createTempFile(folder, "plan", ".json");
      return Files.writeString(file, plan.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
