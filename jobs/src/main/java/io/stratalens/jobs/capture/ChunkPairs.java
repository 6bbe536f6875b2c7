package io.stratalens.jobs.capture;

import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.MicrobatchPlanner;
import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.CacheSlots;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepBatch;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.pipeline.PassPlace;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.sampling.Draw;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads the labelled pairs of a chunk: the prompt that both of a pair share once, into a cache, and
 * from there each label as one more token. What is kept of the labels goes on as rows.
 */
final class ChunkPairs {
  private final StageEngine engine;
  private final CaptureSettings settings;
  private final CapturedRows rows;

  ChunkPairs(StageEngine engine, CaptureSettings settings, CapturedRows rows) {
    this.engine = engine;
    this.settings = settings;
    this.rows = rows;
  }

  /** Reads a chunk, whose prompts come in pairs. */
  void run(StageRun stage, int number, List<TokenisedPrompt> chunk) {
    Map<Long, TokenisedPrompt> labelled = new HashMap<>();
    chunk.forEach(prompt -> labelled.put(prompt.promptId(), prompt));
    List<TokenRow> shared =
        chunk.stream()
            .filter(prompt -> prompt.promptId() % 2 == 0)
            .map(prompt -> new TokenRow(prompt.promptId(), withoutLabel(prompt)))
            .toList();
    List<Microbatch> batches = MicrobatchPlanner.plan(shared, settings.batchTokens());
    stage.working(
        () -> {
          for (int i = 0; i < batches.size(); i++) {
            read(stage, new PassPlace(number, i, 0), batches.get(i), labelled);
          }
        });
  }

  private void read(
      StageRun stage, PassPlace prompt, Microbatch batch, Map<Long, TokenisedPrompt> labelled) {
    int size = batch.rows().size();
    try (KeyValueCache cache = engine.cache(size, batch.paddedLength() + 1)) {
      CacheSlots slots = new CacheSlots(cache, IntStream.range(0, size).toArray());
      CaptureRequest nothing = CaptureRequest.nothing(size);
      stage.compute(prompt, () -> engine.prefill(batch, nothing, List.of(), slots)).close();
      PassPlace place = prompt;
      // The second label's key and value take the place of the first one's.
      for (int label = 0; label < 2; label++) {
        int own = label;
        List<StepRow> steps =
            batch.rows().stream().map(row -> step(labelled.get(row.promptId() + own))).toList();
        place = place.next();
        step(stage, place, steps, cache);
      }
    }
  }

  private void step(StageRun stage, PassPlace place, List<StepRow> steps, KeyValueCache cache) {
    List<int[]> positions = steps.stream().map(row -> new int[] {row.position()}).toList();
    CaptureRequest request = new CaptureRequest(rows.points(), positions, rows.type());
    StepBatch batch = new StepBatch(steps, Collections.nCopies(steps.size(), Draw.greedy()));
    int[] nothing = new int[steps.size()];
    Arrays.fill(nothing, RowKey.NONE);
    try (StepResult result =
        stage.compute(place, () -> engine.step(batch, request, List.of(), cache))) {
      List<RowKey> keys = RowKey.of(steps, positions, nothing);
      stage.outside(() -> rows.take(result.kept(), keys, Phase.PROMPT));
    }
  }

  private static StepRow step(TokenisedPrompt prompt) {
    int label = prompt.ids().length - 1;
    return new StepRow(prompt.promptId(), prompt.ids()[label], label);
  }

  private static int[] withoutLabel(TokenisedPrompt prompt) {
    return Arrays.copyOf(prompt.ids(), prompt.ids().length - 1);
  }
}
