package io.stratalens.jobs.vectors;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.tables.DatasetName;
import io.stratalens.jobs.warehouse.StoredVector;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.steering.SteeringMethod;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.input.InputFile;
import io.stratalens.workers.input.StrictJson;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.LayerSite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads vectors of a safetensors file, one that this program wrote or another maker's. */
final class VectorImport {
  static final String KIND = "stratalens";
  static final String VECTORS = "steering_vectors";

  private static final String REMEDY =
      "Give one tensor of the model's width for each site of a layer, named as resid_post.3 or"
          + " blocks.3.hook_resid_post.";

  private final Path file;
  private final ModelFacts model;
  private final Map<String, String> metadata;
  private final boolean own;
  private final VectorKey key;

  private VectorImport(Checkpoint vectors, ModelFacts model, Optional<String> name) {
    this.file = vectors.source();
    this.model = model;
    this.metadata = vectors.metadata();
    this.own = VECTORS.equals(metadata.get(KIND));
    this.key =
        new VectorKey(
            name.orElseGet(() -> own ? ownName() : fileName()), modelHash(), method(), compute());
  }

  private String ownName() {
    return DatasetName.checked(
        "the data set, which the metadata of " + file + " give it,", required("dataset"));
  }

  private String fileName() {
    return DatasetName.checked(
        "the data set, which is that of the file where --name gives none,",
        file.getFileName().toString());
  }

  /**
   * The vectors of a file.
   *
   * @param model the model that they belong to
   * @param name the data set's name in tables; empty takes the one in the file, or the file's name
   * @throws StratalensException when the file is no safetensors, names a tensor in no known form,
   *     or holds what is no vector of this model
   */
  static List<StoredVector> read(Path file, ModelFacts model, Optional<String> name) {
    try (Checkpoint vectors = Checkpoint.open(file)) {
      return new VectorImport(vectors, model, name).vectors(vectors);
    }
  }

  private List<StoredVector> vectors(Checkpoint vectors) {
    List<StoredVector> found = new ArrayList<>();
    Set<LayerSite> points = new HashSet<>();
    for (String name : vectors.names()) {
      LayerSite point =
          VectorNames.point(name)
              .orElseThrow(() -> refused("the name of a tensor is no site of a layer: %s", name));
      if (!points.add(point)) {
        throw refused("two tensors are of the same site and layer: %s", name);
      }
      found.add(vector(name, point, values(vectors, name, point)));
    }
    if (found.isEmpty()) {
      throw refused("it holds no tensor: %d", 0);
    }
    return found;
  }

  private StoredVector vector(String name, LayerSite point, float[] values) {
    Optional<String> pairsHash = own ? Optional.of(required("pairs_hash")) : Optional.empty();
    String content = pairsHash.orElseGet(() -> Hash.of(VectorType.F32.encode(values)));
    return new StoredVector(
        key.id(point, content),
        key.dataset(),
        key.modelHash(),
        point,
        key.method(),
        own ? OptionalLong.of(pairs()) : OptionalLong.empty(),
        pairsHash,
        own ? Optional.of(required("origin")) : Optional.empty(),
        values,
        Optional.empty());
  }

  private float[] values(Checkpoint vectors, String name, LayerSite point) {
    ModelConfig config = model.config();
    if (point.layer() >= config.layers()) {
      throw refused(
          "the model has %d layers and a tensor is of another one: %s", config.layers(), name);
    }
    List<Long> shape = vectors.tensor(name).shape();
    if (!shape.equals(List.of((long) config.width()))) {
      throw refused("tensor %s is not of the model's width of %d: %s", name, config.width(), shape);
    }
    float[] values = vectors.floats(name);
    boolean zero = true;
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw refused("tensor %s has a value that is not finite: %s", name, value);
      }
      zero &= value == 0;
    }
    if (zero && !own) {
      throw refused("a tensor is zero everywhere: %s", name);
    }
    return values;
  }

  private String modelHash() {
    if (own && !model.modelHash().equals(required("model_hash"))) {
      throw InputFile.refused(
          file,
          "Give the model that they were made with.",
          "its vectors are of a model of another hash than %s: %s",
          model.modelHash(),
          required("model_hash"));
    }
    return model.modelHash();
  }

  private String method() {
    return own ? SteeringMethod.of(required("method")).label() : VectorKey.IMPORTED;
  }

  /** Files of before it was kept say nothing of it. */
  private Optional<String> compute() {
    return own
        ? Optional.ofNullable(
            StrictJson.object(file, required("origin").getBytes(StandardCharsets.UTF_8))
                .path("compute")
                .textValue())
        : Optional.empty();
  }

  private long pairs() {
    try {
      return Long.parseLong(required("pairs"));
    } catch (NumberFormatException e) {
      throw refused("its metadata has pairs that are no number: %s", required("pairs"));
    }
  }

  private String required(String field) {
    String value = metadata.get(field);
    if (value == null) {
      throw refused("its metadata lacks %s", field);
    }
    return value;
  }

  private StratalensException refused(String reason, Object... values) {
    return InputFile.refused(file, REMEDY, reason, values);
  }
}
