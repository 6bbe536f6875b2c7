package io.stratalens.workers.generate;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.CacheSlots;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepBatch;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.steering.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/** One generation in progress; row r is in cache slot r. */
final class GenerationRun {
  private final StageEngine engine;
  private final GenerationSettings settings;
  private final KeyValueCache cache;
  private final GenerationTaker taker;
  private final Deque<RunningRow> waiting;
  private final RunningRow[] rows;
  private long promptTokens;
  private long newTokens;
  private long steps;
  private long interventions;

  GenerationRun(
      StageEngine engine,
      GenerationSettings settings,
      KeyValueCache cache,
      GenerationTaker taker,
      Deque<RunningRow> waiting) {
    this.engine = engine;
    this.settings = settings;
    this.cache = cache;
    this.taker = taker;
    this.waiting = waiting;
    this.rows = new RunningRow[cache.slots()];
  }

  GenerationCounts run() {
    for (int running = admit(); running > 0; running = admit()) {
      step(running);
    }
    return new GenerationCounts(promptTokens, newTokens, steps, interventions);
  }

  /** Fills free slots while prompts wait; how many rows go on, in the first slots. */
  private int admit() {
    int[] free = free();
    while (free.length > 0 && !waiting.isEmpty()) {
      prefill(free);
      free = free();
    }
    int running = 0;
    for (int slot = 0; slot < rows.length; slot++) {
      if (rows[slot] != null && slot != running) {
        cache.move(slot, running);
        rows[running] = rows[slot];
        rows[slot] = null;
      }
      running += rows[running] == null ? 0 : 1;
    }
    return running;
  }

  private int[] free() {
    return IntStream.range(0, rows.length).filter(slot -> rows[slot] == null).toArray();
  }

  private void prefill(int[] free) {
    List<RunningRow> joining = new ArrayList<>();
    while (joining.size() < free.length && !waiting.isEmpty()) {
      long tokens = (joining.size() + 1L) * Microbatch.padded(longest(joining));
      if (!joining.isEmpty() && tokens > settings.batchTokens()) {
        break;
      }
      joining.add(waiting.removeFirst().begun());
    }
    List<TokenRow> prompts = joining.stream().map(RunningRow::tokens).toList();
    Microbatch batch = new Microbatch(prompts);
    int[] slots = IntStream.range(0, joining.size()).map(row -> free[row]).toArray();
    List<int[]> positions = joining.stream().map(RunningRow::keptOfPrompt).toList();
    List<Intervention> steering = steering(joining, true);
    try (ForwardResult result =
        engine.prefill(batch, request(positions), steering, new CacheSlots(cache, slots))) {
      int[] tokens = engine.next(result, batch, joining.stream().map(RunningRow::draw).toList());
      hand(result.kept(), RowKey.of(batch, positions, tokens), Phase.PROMPT);
      promptTokens += batch.tokens();
      taker.passed();
      for (int row = 0; row < tokens.length; row++) {
        rows[slots[row]] = joining.get(row);
        take(slots[row], tokens[row]);
      }
    }
  }

  private int longest(List<RunningRow> joining) {
    RunningRow first = joining.isEmpty() ? waiting.getFirst() : joining.get(0);
    return first.tokens().ids().length;
  }

  private void step(int running) {
    List<RunningRow> going = Arrays.asList(rows).subList(0, running);
    StepBatch batch =
        new StepBatch(
            going.stream().map(RunningRow::next).toList(),
            going.stream().map(RunningRow::draw).toList());
    List<int[]> positions = going.stream().map(RunningRow::keptNext).toList();
    List<Intervention> steering = steering(going, false);
    try (StepResult result = engine.step(batch, request(positions), steering, cache)) {
      hand(result.kept(), RowKey.of(batch.rows(), positions, result.tokens()), Phase.GENERATED);
      steps++;
      taker.passed();
      for (int row = 0; row < running; row++) {
        take(row, result.tokens()[row]);
      }
    }
  }

  private void take(int slot, int token) {
    newTokens++;
    if (rows[slot].take(token)) {
      taker.ended(rows[slot].finished());
      rows[slot] = null;
    }
  }

  private void hand(KeptVectors kept, List<RowKey> keys, Phase phase) {
    if (!keys.isEmpty()) {
      taker.kept(kept, keys, phase);
    }
  }

  private CaptureRequest request(List<int[]> positions) {
    boolean none = positions.stream().allMatch(row -> row.length == 0);
    return none
        ? CaptureRequest.nothing(positions.size())
        : new CaptureRequest(settings.points(), positions, settings.type());
  }

  private List<Intervention> steering(List<RunningRow> going, boolean prompt) {
    List<Intervention> applied = new ArrayList<>();
    for (int i = 0; i < settings.steering().size(); i++) {
      int one = i;
      List<int[]> positions =
          going.stream()
              .map(row -> prompt ? row.steeredOfPrompt(one) : row.steeredNext(one))
              .toList();
      Intervention intervention = settings.steering().get(i).at(positions);
      if (intervention.applications() > 0) {
        applied.add(intervention);
        interventions += intervention.applications();
      }
    }
    return applied;
  }
}
