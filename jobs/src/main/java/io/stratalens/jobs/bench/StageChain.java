package io.stratalens.jobs.bench;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.CacheSlots;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.engine.StepBatch;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.PipelinePlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A model of random weights in stages, which reads microbatches all stages at once, and new tokens
 * stage after stage, as one microbatch under way does. Every block's output is kept.
 */
final class StageChain implements AutoCloseable {
  private final GrowthPoint point;
  private final List<StageEngine> engines = new ArrayList<>();
  private final List<KeyValueCache> caches = new ArrayList<>();
  private final Random random = new Random(3);
  private PipelinePasses passes;

  private StageChain(GrowthPoint point) {
    this.point = point;
  }

  static StageChain load(GrowthPoint point) {
    StageChain chain = new StageChain(point);
    try {
      ModelConfig config = point.shape().config();
      for (StageSlice slice : PipelinePlan.balanced(config, point.stages()).stages()) {
        chain.engines.add(StageEngine.random(config, slice, 1));
      }
      List<Microbatch> batches =
          IntStream.range(0, point.microbatches()).mapToObj(i -> chain.prompts()).toList();
      chain.passes =
          new PipelinePasses(
              chain.engines,
              batches,
              new HandedOver(point.stages()),
              (engine, batch) -> BlockOutputs.request(engine, batch.allPositions()));
      chain.remember(batches.get(0));
      return chain;
    } catch (RuntimeException e) {
      chain.close();
      throw e;
    }
  }

  private Microbatch prompts() {
    int vocabulary = point.shape().vocabulary();
    return new Microbatch(
        IntStream.range(0, point.batch())
            .mapToObj(
                row -> new TokenRow(row, random.ints(point.tokens(), 0, vocabulary).toArray()))
            .toList());
  }

  /** Bytes of a value that is computed. */
  int valueBytes() {
    return engines.get(0).computeVectorType().bytes();
  }

  /** Seconds in which all microbatches are read. */
  double read() {
    long start = System.nanoTime();
    passes.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Seconds in which all new tokens of one microbatch are read, one of each row at a time. */
  double steps() {
    int[] tokens = random.ints(point.batch(), 0, point.shape().vocabulary()).toArray();
    long start = System.nanoTime();
    for (int step = 0; step < GrowthPoint.STEPS; step++) {
      tokens = step(point.tokens() + step, tokens);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private int[] step(int position, int[] tokens) {
    StepBatch batch = Steps.at(position, tokens);
    List<int[]> positions = Collections.nCopies(tokens.length, new int[] {position});
    List<StepResult> results = new ArrayList<>();
    try {
      ByteBuffer hidden = null;
      for (int stage = 0; stage < engines.size(); stage++) {
        StageEngine engine = engines.get(stage);
        KeepRequest request = BlockOutputs.request(engine, positions);
        KeyValueCache cache = caches.get(stage);
        results.add(engine.step(batch, hidden, request, List.of(), cache));
        hidden = stage + 1 < engines.size() ? results.get(stage).hiddenBytes() : null;
      }
      results.forEach(result -> BlockOutputs.read(result.kept()));
      return results.get(results.size() - 1).tokens();
    } finally {
      results.forEach(StepResult::close);
    }
  }

  /** Fills the caches that steps go on from. */
  private void remember(Microbatch batch) {
    int[] slots = IntStream.range(0, point.batch()).toArray();
    KeepRequest nothing = KeepRequest.nothing(point.batch());
    List<ForwardResult> results = new ArrayList<>();
    try {
      ByteBuffer hidden = null;
      for (StageEngine engine : engines) {
        KeyValueCache cache = engine.cache(point.batch(), point.tokens() + GrowthPoint.STEPS);
        caches.add(cache);
        CacheSlots into = new CacheSlots(cache, slots);
        ForwardResult result = engine.prefill(batch, hidden, nothing, List.of(), into);
        results.add(result);
        hidden = result.hiddenBytes();
      }
    } finally {
      results.forEach(ForwardResult::close);
    }
  }

  @Override
  public void close() {
    if (passes != null) {
      passes.close();
    }
    caches.forEach(KeyValueCache::close);
    engines.forEach(StageEngine::close);
  }
}
