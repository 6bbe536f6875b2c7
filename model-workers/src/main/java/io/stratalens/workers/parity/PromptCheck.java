package io.stratalens.workers.parity;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.engine.LensBlock;
import io.stratalens.workers.engine.LensNumbers;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.selection.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Compares one prompt's sites, logits and lens with the reference's. */
final class PromptCheck {
  private final StageEngine engine;
  private final Reference reference;
  private final Tally tally;

  PromptCheck(StageEngine engine, Reference reference, Tally tally) {
    this.engine = engine;
    this.reference = reference;
    this.tally = tally;
  }

  void run(int prompt, int[] ids) {
    Microbatch batch = new Microbatch(List.of(new TokenRow(prompt, ids)));
    List<Site> sites = new ArrayList<>(reference.sites(prompt));
    if (!sites.contains(Site.RESID_POST)) {
      sites.add(Site.RESID_POST);
    }
    int[] layers = IntStream.range(0, engine.config().layers()).toArray();
    int[] everywhere = IntStream.range(0, ids.length).toArray();
    KeepRequest request = new KeepRequest(layers, sites, List.of(everywhere), VectorType.F32);
    try (ForwardResult result = engine.forward(batch, request, List.of())) {
      compareSites(prompt, request, ids.length, result.kept());
      compareLogits(prompt, ids.length, engine.logits(result, batch, List.of(everywhere)));
      compareLens(prompt, request, ids.length, result);
    }
  }

  private void compareSites(int prompt, KeepRequest request, int tokens, KeptVectors kept) {
    int width = engine.config().width();
    int layers = engine.config().layers();
    float[] own = new float[tokens * width];
    for (Site site : reference.sites(prompt)) {
      float[] expected =
          reference.floats(prompt, site.label(), layers, tokens, width).orElseThrow();
      for (int layer = 0; layer < layers; layer++) {
        // One slot at a time: those of a large model together are more than a buffer holds.
        long first = (long) request.slot(layer, site) * tokens;
        kept.bytes(first, first + tokens).asFloatBuffer().get(own);
        for (int position = 0; position < tokens; position++) {
          int expectedAt = (layer * tokens + position) * width;
          tally.site(site.label()).addVector(own, position * width, expected, expectedAt, width);
        }
      }
    }
  }

  private void compareLogits(int prompt, int tokens, float[] logits) {
    int vocabulary = engine.config().vocabulary();
    reference
        .floats(prompt, "logits", tokens, vocabulary)
        .ifPresent(
            expected -> {
              for (int row = 0; row < tokens; row++) {
                tally.logits("logits", logits, row * vocabulary, expected, row * vocabulary);
              }
            });
    reference
        .floats(prompt, "logits_last", vocabulary)
        .ifPresent(
            expected ->
                tally.logits("logits_last", logits, (tokens - 1) * vocabulary, expected, 0));
  }

  private void compareLens(int prompt, KeepRequest request, int tokens, ForwardResult result) {
    int layers = engine.config().layers();
    int topK = reference.topK(prompt);
    Optional<int[]> ids = reference.lensIds(prompt, layers, tokens, topK);
    Optional<float[]> likely = reference.floats(prompt, "lens_probs", layers, tokens, topK);
    Optional<float[]> entropy = reference.floats(prompt, "lens_entropy", layers, tokens);
    if (ids.isEmpty() && likely.isEmpty() && entropy.isEmpty()) {
      return;
    }
    for (int layer = 0; layer < layers; layer++) {
      int from = layer * tokens * topK;
      long[] targets =
          Arrays.stream(ids.orElseGet(() -> new int[layers * tokens * topK]))
              .skip(from)
              .limit((long) tokens * topK)
              .asLongStream()
              .toArray();
      int[] slot = {request.slot(layer, Site.RESID_POST)};
      LensBlock block = new LensBlock(slot, -1, 0, tokens, targets, topK, topK);
      LensNumbers read = engine.lens(result.kept(), block);
      ids.ifPresent(unused -> compareTokens(read, targets, likely, from));
      likely.ifPresent(expected -> compare("lens_probs", read.topProbabilities(), expected, from));
      int entropyFrom = layer * tokens;
      entropy.ifPresent(
          expected -> compare("lens_entropy", read.entropies(), expected, entropyFrom));
    }
  }

  // The probability of the very token that the reference names: a near-tie may change the order of
  // tokens, never this.
  private void compareTokens(LensNumbers read, long[] targets, Optional<float[]> likely, int from) {
    for (int i = 0; i < targets.length; i++) {
      tally.countTopToken(read.topIds()[i] == targets[i]);
      double expected = likely.isPresent() ? likely.get()[from + i] : read.topProbabilities()[i];
      tally.lens("lens_ids").addMixed(Math.exp(read.logProbabilities()[i]), expected);
    }
  }

  private void compare(String name, float[] actual, float[] expected, int from) {
    for (int i = 0; i < actual.length; i++) {
      tally.lens(name).addMixed(actual[i], expected[from + i]);
    }
  }
}
