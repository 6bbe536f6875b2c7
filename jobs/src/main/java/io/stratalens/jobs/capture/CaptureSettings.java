package io.stratalens.jobs.capture;

import io.stratalens.jobs.runs.GenerationSpec;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.steering.Interventions;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.lens.LensSpec;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.tokens.PromptTokenizer;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What every task of a capture is told.
 *
 * @param modelFolder where the checkpoint is, as Models finds it on every executor
 * @param modelHash its content hash
 * @param points the sites to keep
 * @param positions where to keep them
 * @param dtype how values are rounded; null means as computed
 * @param lens the lens to read instead of keeping vectors; null means to keep them
 * @param batchTokens padded tokens of a microbatch at most
 * @param generation what to generate; null means to read prompts only
 * @param steering what is changed while generating, or while reading prompts where nothing is
 *     generated
 */
record CaptureSettings(
    String modelFolder,
    String modelHash,
    List<LayerSite> points,
    PositionSelection positions,
    VectorType dtype,
    LensSpec lens,
    int batchTokens,
    GenerationSpec generation,
    Interventions steering)
    implements Serializable {
  CaptureSettings {
    points = List.copyOf(points);
  }

  /** What an order asks of a model, unsteered; what the model cannot do is refused. */
  static CaptureSettings of(CaptureOrder order, ModelFacts model) {
    int[] layers = order.layers().resolve(model.config().layers());
    List<LayerSite> points = KeepRequest.points(layers, order.sites());
    order.generation().ifPresent(wanted -> check(wanted, model));
    LensSpec lens = order.lens().map(wanted -> wanted.resolve(model)).orElse(null);
    if (lens != null) {
      order.sites().stream()
          .filter(site -> !site.readableByLens())
          .findFirst()
          .ifPresent(CaptureSettings::refuse);
    }
    return new CaptureSettings(
        model.location().pinned(),
        model.modelHash(),
        points,
        order.positions(),
        order.dtype().orElse(null),
        lens,
        order.batchTokens(),
        order.generation().orElse(null),
        Interventions.NONE);
  }

  /** The same, steered. */
  CaptureSettings steeredBy(Interventions interventions) {
    return new CaptureSettings(
        modelFolder,
        modelHash,
        points,
        positions,
        dtype,
        lens,
        batchTokens,
        generation == null ? null : generation.steeredBy(interventions.written()),
        interventions);
  }

  Optional<LensSpec> inlineLens() {
    return Optional.ofNullable(lens);
  }

  /** Whether prompts are pairs that share all but their label. */
  boolean ofPairs() {
    return positions.needsLabel();
  }

  /** How many are generated from in turn; one where prompts are only read. */
  int microbatches() {
    return generation == null ? 1 : generation.microbatches();
  }

  int newTokens() {
    return generation == null ? 0 : generation.maxNewTokens();
  }

  private static void check(GenerationSpec generation, ModelFacts model) {
    generation.stopRules(model.config()).check(model.tokenizerHash().isPresent());
    if (!generation.stop().isEmpty()) {
      model.tokenizer().ifPresent(tokenizer -> checkTexts(generation.stop(), tokenizer));
    }
  }

  private static void checkTexts(List<String> texts, PromptTokenizer opened) {
    try (PromptTokenizer tokenizer = opened) {
      for (String text : texts) {
        tokenizer
            .special(text)
            .ifPresent(
                id -> {
                  throw StratalensException.invalid(
                      "Cannot stop at the text '%s' because it is the special token %d, which no"
                          + " generated text shows. Use --stop-id %d.",
                      text, id, id);
                });
      }
    }
  }

  private static void refuse(Site site) {
    throw StratalensException.invalid(
        "Cannot read the lens of %s because it is the output of another norm than the final one."
            + " Choose residual or component sites, such as resid_post or mlp_out.",
        site.label());
  }
}
