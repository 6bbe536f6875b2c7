package io.stratalens.workers.parity;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.Site;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Golden values of a model: the prompts they belong to, and which values there are. */
final class Reference {
  private static final String SITES =
      Arrays.stream(Site.values()).map(Site::label).collect(Collectors.joining("|"));
  private static final Pattern PROMPT =
      Pattern.compile(
          "p(\\d{1,6})\\.(ids|greedy|logits|logits_last|lens_ids|lens_probs|lens_entropy|"
              + SITES
              + ")");
  private static final Pattern STEERED =
      Pattern.compile("steer\\.(" + SITES + ")\\.(last|all)\\.logits");
  private static final String STEERING_VECTOR = "steer.vector";
  private static final int STEERED_PROMPT = 0;

  private final Checkpoint file;
  private final ModelConfig config;
  private final Map<Integer, int[]> prompts = new TreeMap<>();

  Reference(Checkpoint file, ModelConfig config) {
    this.file = file;
    this.config = config;
    for (String name : file.names()) {
      Matcher matcher = PROMPT.matcher(name);
      if (matcher.matches()) {
        int prompt = Integer.parseInt(matcher.group(1));
        prompts.computeIfAbsent(prompt, this::readIds);
      }
    }
    if (prompts.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot compare with the reference %s because it holds no prompt: no tensor p0.ids among"
              + " its %d. Give a file that holds token ids and the values to agree with.",
          file.source(), file.names().size());
    }
    // Refused here rather than after minutes of forward passes.
    prompts.keySet().forEach(this::greedy);
    if (!steered().isEmpty()) {
      steeredPrompt();
    }
  }

  /** Token ids of every prompt, by its number. */
  Map<Integer, int[]> prompts() {
    return prompts;
  }

  /** Tensors that mean nothing here. */
  List<String> unknown() {
    return new TreeSet<>(file.names())
        .stream()
            .filter(
                name ->
                    !PROMPT.matcher(name).matches()
                        && !STEERED.matcher(name).matches()
                        && !name.equals(STEERING_VECTOR))
            .toList();
  }

  /** A prompt's tensor, its shape checked; empty where the file has none. */
  Optional<float[]> floats(int prompt, String kind, long... shape) {
    String name = "p" + prompt + "." + kind;
    if (!file.has(name)) {
      return Optional.empty();
    }
    checkShape(name, shape);
    return Optional.of(file.floats(name));
  }

  /** The continuation of a prompt; empty where the file has none. */
  Optional<int[]> greedy(int prompt) {
    String name = "p" + prompt + ".greedy";
    return file.has(name) ? Optional.of(continuation(prompt, tokens(name))) : Optional.empty();
  }

  // The last token is compared and never read.
  private int[] continuation(int prompt, int[] tokens) {
    int longest = prompts.get(prompt).length + tokens.length - 1;
    if (longest > config.context()) {
      throw StratalensException.invalid(
          "Cannot run p%d.greedy of the reference because the model reads at most %d tokens and the"
              + " prompt with its continuation takes more: %d. Use a shorter continuation.",
          prompt, config.context(), longest);
    }
    return tokens;
  }

  /** How many likely tokens the file holds of each vector of a prompt; 1 where it holds none. */
  int topK(int prompt) {
    return Stream.of("lens_ids", "lens_probs")
        .map(kind -> "p" + prompt + "." + kind)
        .filter(file::has)
        .map(name -> file.tensor(name).shape())
        .mapToInt(shape -> shape.isEmpty() ? 1 : lastOf(shape))
        .findFirst()
        .orElse(1);
  }

  // Kept within what a model can answer, so that the shape is what gets refused.
  private int lastOf(List<Long> shape) {
    long last = shape.get(shape.size() - 1);
    return (int) Math.max(1, Math.min(last, config.vocabulary()));
  }

  /** A prompt's likely tokens, their shape checked; empty where the file has none. */
  Optional<int[]> lensIds(int prompt, long... shape) {
    String name = "p" + prompt + ".lens_ids";
    if (!file.has(name)) {
      return Optional.empty();
    }
    checkShape(name, shape);
    return Optional.of(tokens(name));
  }

  /** The sites of which a prompt has values. */
  List<Site> sites(int prompt) {
    return Arrays.stream(Site.values())
        .filter(site -> file.has("p" + prompt + "." + site.label()))
        .toList();
  }

  /** The steered logits that the file holds. */
  List<SteeredCase> steered() {
    return Stream.of(Site.values())
        .flatMap(site -> Stream.of("last", "all").map(where -> new SteeredCase(site, where)))
        .filter(one -> file.has(one.tensor()))
        .toList();
  }

  /** Token ids of the prompt that steered logits belong to. */
  int[] steeredPrompt() {
    int[] ids = prompts.get(STEERED_PROMPT);
    if (ids == null) {
      throw StratalensException.invalid(
          "Cannot compare steered logits because they are of prompt p%d and the reference %s holds"
              + " others only: %s. Give a file that holds p%d.ids.",
          STEERED_PROMPT, file.source(), prompts.keySet(), STEERED_PROMPT);
    }
    return ids;
  }

  float[] steeredLogits(SteeredCase one) {
    checkShape(one.tensor(), config.vocabulary());
    return file.floats(one.tensor());
  }

  float[] steeringVector() {
    checkShape(STEERING_VECTOR, config.width());
    return file.floats(STEERING_VECTOR);
  }

  int steeringLayer() {
    double layer = number("steer_layer");
    if (layer != Math.rint(layer) || layer < 0 || layer >= config.layers()) {
      throw StratalensException.invalid(
          "Cannot compare steered logits because the model has no layer steer_layer: %s.", layer);
    }
    return (int) layer;
  }

  double steeringMultiplier() {
    return number("steer_multiplier");
  }

  private double number(String key) {
    String text = file.metadata().get(key);
    try {
      return Double.parseDouble(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw StratalensException.invalid(
          e,
          "Cannot compare steered logits because the reference's metadata has no number %s: %s.",
          key,
          text);
    }
  }

  private int[] tokens(String name) {
    long[] ids = file.longs(name);
    for (long id : ids) {
      if (id < 0 || id >= config.vocabulary()) {
        throw StratalensException.invalid(
            "Cannot use %s of the reference because the model's vocabulary of %d has no token: %d."
                + " Use a reference made with this model.",
            name, config.vocabulary(), id);
      }
    }
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  private int[] readIds(int prompt) {
    String name = "p" + prompt + ".ids";
    int[] ids = tokens(name);
    int limit = config.context();
    if (ids.length == 0 || ids.length > limit) {
      throw StratalensException.invalid(
          "Cannot run %s of the reference because the model reads 1 to %d tokens: %d. Use a shorter"
              + " prompt.",
          name, limit, ids.length);
    }
    return ids;
  }

  private void checkShape(String name, long... shape) {
    List<Long> wanted = Arrays.stream(shape).boxed().toList();
    if (!file.tensor(name).shape().equals(wanted)) {
      throw StratalensException.invalid(
          "Cannot compare %s because this model's shape of it is %s: %s. Use a reference made with"
              + " this model.",
          name, wanted, file.tensor(name).shape());
    }
  }
}
