package io.stratalens.workers.model;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.StoredType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A model's shape in words: a published name, or {@code layers=8,width=256,ffn=704,heads=8,kv=4,
 * vocab=8192} for a Llama of that size.
 */
public final class ShapeSpec {
  private static final List<String> FIELDS =
      List.of("layers", "width", "ffn", "heads", "kv", "vocab");
  private static final int POSITIONS = 8192;

  private ShapeSpec() {}

  /** The shape; anything but a known name and the six fields is refused. */
  public static ModelConfig parse(String text) {
    return NamedShapes.of(text).orElseGet(() -> fields(text));
  }

  private static ModelConfig fields(String text) {
    Map<String, Integer> values = new HashMap<>();
    for (String part : text.split(",", -1)) {
      String[] words = part.split("=", -1);
      if (words.length != 2 || !FIELDS.contains(words[0]) || !words[1].matches("[1-9]\\d{0,6}")) {
        throw refused(text);
      }
      values.put(words[0], Integer.parseInt(words[1]));
    }
    if (values.size() != FIELDS.size() || !possible(values)) {
      throw refused(text);
    }
    return new ModelConfig(
        ModelFamily.LLAMA,
        values.get("layers"),
        values.get("width"),
        values.get("heads"),
        values.get("kv"),
        values.get("width") / values.get("heads"),
        values.get("ffn"),
        values.get("vocab"),
        1e-5,
        false,
        false,
        false,
        false,
        false,
        RopeScaling.none(10_000),
        POSITIONS,
        List.of(),
        OptionalInt.empty(),
        StoredType.F32);
  }

  /** Heads share the width evenly, keys evenly, and are rotated in pairs. */
  private static boolean possible(Map<String, Integer> values) {
    int heads = values.get("heads");
    int width = values.get("width");
    return width % (2 * heads) == 0 && heads % values.get("kv") == 0;
  }

  private static StratalensException refused(String text) {
    return StratalensException.invalid(
        "Cannot make up a model because its shape is neither one of %s nor"
            + " layers=,width=,ffn=,heads=,kv=,vocab= with a width that is a multiple of twice the"
            + " heads, and heads that are a multiple of kv: %s.",
        String.join(", ", NamedShapes.names()), text);
  }
}
