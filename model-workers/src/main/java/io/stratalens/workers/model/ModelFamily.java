package io.stratalens.workers.model;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The decoder families that the stage program computes, with what transformers assumes of each
 * where config.json is silent.
 */
public enum ModelFamily {
  LLAMA("LlamaForCausalLM", "llama", new Defaults(2048, 0, 0, 0)),
  MISTRAL("MistralForCausalLM", "mistral", new Defaults(131_072, 8, 0, 4096)),
  QWEN2("Qwen2ForCausalLM", "qwen2", new Defaults(32_768, 32, 0, 0)),
  QWEN3("Qwen3ForCausalLM", "qwen3", new Defaults(32_768, 32, 128, 0));

  private final String architecture;
  private final String modelType;
  private final Defaults defaults;

  ModelFamily(String architecture, String modelType, Defaults defaults) {
    this.architecture = architecture;
    this.modelType = modelType;
    this.defaults = defaults;
  }

  /** Its name in config.json, such as {@code LlamaForCausalLM}. */
  public String architecture() {
    return architecture;
  }

  /** The model_type of config.json, such as {@code llama}. */
  public String modelType() {
    return modelType;
  }

  int maxPositions() {
    return defaults.maxPositions();
  }

  /** Heads of keys and values where the field is absent; empty: as many as of queries. */
  OptionalInt keyValueHeads() {
    return optional(defaults.keyValueHeads());
  }

  /** Width of a head where the field is absent; empty: the width divided by the heads. */
  OptionalInt headDim() {
    return optional(defaults.headDim());
  }

  /** The sliding window where the field is absent; empty: none. */
  OptionalInt slidingWindow() {
    return optional(defaults.slidingWindow());
  }

  static String architectures() {
    return Arrays.stream(values()).map(ModelFamily::architecture).collect(Collectors.joining(", "));
  }

  private static OptionalInt optional(int value) {
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** 0 stands for none. */
  private record Defaults(int maxPositions, int keyValueHeads, int headDim, int slidingWindow) {}
}
