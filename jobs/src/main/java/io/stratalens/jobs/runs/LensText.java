package io.stratalens.jobs.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.jobs.tables.JsonText;
import io.stratalens.workers.lens.LensSpec;
import io.stratalens.workers.tokens.TokenNames;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was asked of a run's lens, as the table {@code runs} keeps it. */
public final class LensText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TARGETS = "targets";

  /** Beside the ids, because the checkpoint may be gone when a report is made. */
  private static final String TOKENS = "target_tokens";

  private LensText() {}

  /** The JSON of a lens; named targets are in it as ids and as readable tokens. */
  public static String of(LensSpec spec, ModelFacts model) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("top_k", spec.topK());
    if (spec.targetIds().isEmpty()) {
      values.put(TARGETS, "next");
    } else {
      TokenNames names = TokenNames.of(model.folder());
      values.put(TARGETS, spec.targetIds());
      values.put(TOKENS, spec.targetIds().stream().map(names::readable).toList());
    }
    return JsonText.of(values);
  }

  /** Whether two texts ask the same; the tokens are for people and older runs have none. */
  public static boolean same(String one, String other) {
    JsonNode first = parsed(one);
    return first.isObject() && asked(first).equals(asked(parsed(other)));
  }

  /** The readable tokens of the named targets by their ids; none where the text tells none. */
  public static Map<Integer, String> tokens(String text) {
    JsonNode ids = parsed(text).path(TARGETS);
    JsonNode tokens = parsed(text).path(TOKENS);
    Map<Integer, String> names = new HashMap<>();
    for (int i = 0; i < Math.min(ids.size(), tokens.size()); i++) {
      names.put(ids.get(i).asInt(), tokens.get(i).asText());
    }
    return names;
  }

  private static JsonNode asked(JsonNode lens) {
    return lens instanceof ObjectNode object ? object.deepCopy().without(TOKENS) : lens;
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
