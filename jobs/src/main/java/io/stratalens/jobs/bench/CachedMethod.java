package io.stratalens.jobs.bench;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.MicrobatchPlanner;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.CacheSlots;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.HostCopies;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.Projection;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.host.PeakMemory;
import io.stratalens.workers.sampling.Draw;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Decoding with a cache, three sites of every layer kept at every new position. Where the lens is
 * read: inside each step slot by slot (B2), behind the last step layer by layer (the paper's way),
 * or behind it in large products (ours). The vectors of the last steps only are held at any length:
 * the paper's way would hold all of them.
 */
final class CachedMethod {
  /** When and how the lens is read. */
  enum Lens {
    B2("B2"),
    PAPER("paper"),
    STRATALENS("stratalens"),
    /** Ours without its deferred lens. */
    IN_STEP("stratalens-in-step");

    private final String label;

    Lens(String label) {
      this.label = label;
    }

    private boolean inStep() {
      return this == B2 || this == IN_STEP;
    }
  }

  private static final List<Site> SITES = List.of(Site.ATTN_OUT, Site.MLP_OUT, Site.RESID_POST);
  private static final int STEPS = 32;
  private static final int PROMPT_TOKENS = 2048;
  private static final int TOP = 5;

  private final StageEngine engine;
  private final Lens lens;
  private final int batch;
  private final HostCopies copies;
  private final List<LayerSite> points;
  private final Random random = new Random(3);

  CachedMethod(StageEngine engine, Lens lens, int batch, HostCopies copies) {
    this.engine = engine;
    this.lens = lens;
    this.batch = batch;
    this.copies = copies;
    int[] layers = IntStream.range(0, engine.config().layers()).toArray();
    this.points = KeepRequest.points(layers, SITES);
  }

  String name() {
    return lens.label;
  }

  /** The last tokens of sequences that are as long at the end. */
  MethodResult run(int length) {
    int room = Math.max(1, StoredSteps.most(points.size(), batch, engine));
    int steps = Math.min(Math.min(STEPS, length - 1), room);
    int prompt = length - steps;
    FreedMemory.giveBack();
    PeakMemory memory = PeakMemory.start();
    try (KeyValueCache cache = engine.cache(batch, length, copies);
        StoredSteps stored = new StoredSteps(points.size(), batch, steps, engine)) {
      int[] tokens = read(cache, prompt);
      long start = System.nanoTime();
      decode(cache, tokens, prompt, steps, stored);
      double seconds = (System.nanoTime() - start) / 1e9;
      start = System.nanoTime();
      if (!lens.inStep()) {
        stored.readLens(lens == Lens.STRATALENS, TOP);
      }
      double lensSeconds = lens.inStep() ? 0 : (System.nanoTime() - start) / 1e9;
      return new MethodResult(
          name(),
          batch,
          length,
          (long) steps * batch,
          seconds,
          lensSeconds,
          lens.inStep() ? 0 : stored.lensOperations(),
          memory.atLeast(cacheBytes(length) + stored.bytes()));
    }
  }

  private long cacheBytes(int length) {
    return KeyValueCache.bytes(
        engine.config(),
        engine.config().layers(),
        (long) batch * Microbatch.padded(length),
        engine.computeVectorType().bytes());
  }

  private int[] read(KeyValueCache cache, int length) {
    List<TokenRow> rows =
        IntStream.range(0, batch).mapToObj(row -> new TokenRow(row, prompt(length))).toList();
    int[] tokens = new int[batch];
    for (Microbatch part : MicrobatchPlanner.plan(rows, PROMPT_TOKENS)) {
      int count = part.rows().size();
      int[] slots = part.rows().stream().mapToInt(row -> (int) row.promptId()).toArray();
      try (ForwardResult result =
          engine.prefill(
              part, KeepRequest.nothing(count), List.of(), new CacheSlots(cache, slots))) {
        int[] next = engine.next(result, part, Collections.nCopies(count, Draw.greedy()));
        for (int i = 0; i < count; i++) {
          tokens[slots[i]] = next[i];
        }
      }
    }
    return tokens;
  }

  private int[] prompt(int length) {
    return random.ints(length, 0, engine.config().vocabulary()).toArray();
  }

  /** What a step kept is read when the next one is with the device. */
  private void decode(KeyValueCache cache, int[] first, int prompt, int steps, StoredSteps stored) {
    int[] tokens = first;
    StepResult unread = null;
    try {
      for (int step = 0; step < steps; step++) {
        StepResult result = step(cache, tokens, prompt + step);
        read(unread, stored);
        unread = result;
        tokens = result.tokens();
      }
    } finally {
      read(unread, stored);
    }
  }

  private StepResult step(KeyValueCache cache, int[] tokens, int position) {
    KeepRequest request =
        new KeepRequest(
            points, Collections.nCopies(batch, new int[] {position}), engine.computeVectorType());
    return engine.step(Steps.at(position, tokens), request, List.of(), cache);
  }

  private void read(StepResult result, StoredSteps stored) {
    if (result == null) {
      return;
    }
    try (result) {
      if (lens.inStep()) {
        try (Projection projection = engine.project(result.kept(), TOP)) {
          projection.likeliest();
        }
      } else {
        stored.add(result.kept());
      }
    }
  }
}
