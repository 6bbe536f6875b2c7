package io.stratalens.jobs.capture;

import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.CacheSlots;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepBatch;
import io.stratalens.workers.pipeline.PassPlace;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.sampling.Draw;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One stage's share of a chunk of labelled pairs: the prompt that both of a pair share is read
 * once, into a cache, and from there each label as one more token. What is kept of the labels goes
 * on as rows.
 */
final class ChunkPairs {
  private final StageRun stage;
  private final StageEngine engine;
  private final CapturedRows rows;
  private final Map<Long, TokenisedPrompt> labelled = new HashMap<>();

  ChunkPairs(StageRun stage, CapturedRows rows, List<TokenisedPrompt> chunk) {
    this.stage = stage;
    this.engine = stage.engine();
    this.rows = rows;
    chunk.forEach(prompt -> labelled.put(prompt.promptId(), prompt));
  }

  /** What the pairs of a chunk share, each under the number of its first prompt. */
  static List<TokenRow> shared(List<TokenisedPrompt> chunk) {
    return chunk.stream()
        .filter(prompt -> prompt.promptId() % 2 == 0)
        .map(
            prompt ->
                new TokenRow(
                    prompt.promptId(), Arrays.copyOf(prompt.ids(), prompt.ids().length - 1)))
        .toList();
  }

  /** Reads microbatches of what is shared, and each pair's labels behind it. */
  void run(int chunk, List<Microbatch> batches) {
    stage.working(
        () -> {
          for (int i = 0; i < batches.size(); i++) {
            read(new PassPlace(chunk, i, 0), batches.get(i));
          }
        });
  }

  private void read(PassPlace place, Microbatch batch) {
    int size = batch.rows().size();
    try (KeyValueCache cache = engine.cacheOfPrompts(size, batch.paddedLength() + 1)) {
      CacheSlots slots = new CacheSlots(cache, IntStream.range(0, size).toArray());
      stage.pass(
          place, size, batch.paddedLength(), hidden -> prefill(batch, hidden, slots), result -> {});
      // The second label's key and value take the place of the first one's.
      readLabels(place.next(), labels(batch, 0), cache);
      readLabels(place.next().next(), labels(batch, 1), cache);
    }
  }

  private ForwardResult prefill(Microbatch batch, ByteBuffer hidden, CacheSlots slots) {
    KeepRequest nothing = KeepRequest.nothing(batch.rows().size());
    return engine.prefill(batch, hidden, nothing, List.of(), slots);
  }

  private List<StepRow> labels(Microbatch batch, int which) {
    return batch.rows().stream()
        .map(
            row -> {
              int[] ids = labelled.get(row.promptId() + which).ids();
              return new StepRow(row.promptId() + which, ids[ids.length - 1], ids.length - 1);
            })
        .toList();
  }

  private void readLabels(PassPlace place, List<StepRow> labels, KeyValueCache cache) {
    List<int[]> positions = labels.stream().map(row -> new int[] {row.position()}).toList();
    int[] nothing = new int[labels.size()];
    Arrays.fill(nothing, RowKey.NONE);
    List<RowKey> keys = RowKey.of(labels, positions, nothing);
    stage.pass(
        place,
        labels.size(),
        1,
        hidden -> step(labels, positions, hidden, cache),
        result -> rows.take(result.kept(), keys, Phase.PROMPT));
  }

  private ForwardResult step(
      List<StepRow> labels, List<int[]> positions, ByteBuffer hidden, KeyValueCache cache) {
    KeepRequest request = new KeepRequest(rows.points(), positions, rows.type());
    StepBatch batch = new StepBatch(labels, Collections.nCopies(labels.size(), Draw.greedy()));
    return engine.step(batch, hidden, request, List.of(), cache).pass();
  }
}
