package io.stratalens.workers.generate;

import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.link.Frame;
import io.stratalens.workers.pipeline.PassPlace;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.steering.Intervention;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One stage's share of a generation in progress. Microbatches take turns of one pass each, in an
 * order that no stage can change, and take waiting prompts in their turns. In a turn every stage
 * first hears the tokens of the microbatch's pass before: the first stage from the last, which
 * chooses them, the others together with the hidden state. So all stages know by themselves which
 * rows end, which prompts join and what the next pass is; after the last turn of a microbatch its
 * tokens alone go from stage to stage.
 */
final class GenerationRun {
  private final int chunk;
  private final StageRun stage;
  private final StageEngine engine;
  private final GenerationSettings settings;
  private final List<RunningMicrobatch> open;
  private final GenerationTaker taker;
  private final Deque<RunningRow> waiting;
  private long promptTokens;
  private long newTokens;
  private long steps;
  private long interventions;

  GenerationRun(
      int chunk,
      StageRun stage,
      GenerationSettings settings,
      List<RunningMicrobatch> microbatches,
      GenerationTaker taker,
      Deque<RunningRow> waiting) {
    this.chunk = chunk;
    this.stage = stage;
    this.engine = stage.engine();
    this.settings = settings;
    this.open = new ArrayList<>(microbatches);
    this.taker = taker;
    this.waiting = waiting;
  }

  GenerationCounts run() {
    stage.working(
        () -> {
          while (!open.isEmpty()) {
            open.removeIf(microbatch -> !turn(microbatch));
          }
        });
    return new GenerationCounts(promptTokens, newTokens, steps, interventions);
  }

  /** A microbatch's turn; false where it has no more to do. */
  private boolean turn(RunningMicrobatch microbatch) {
    PassPlace place = new PassPlace(chunk, microbatch.number(), microbatch.passes());
    try (Frame frame = comes(place) ? stage.take(place) : null) {
      List<Integer> before = frame == null ? List.of() : frame.header().tokens();
      take(microbatch, before);
      Optional<RowPass> pass = microbatch.next(waiting, settings.batchTokens());
      if (pass.isPresent()) {
        compute(place, microbatch, pass.get(), frame);
      } else if (frame != null && !engine.slice().head()) {
        stage.send(place, before);
      }
      return pass.isPresent();
    }
  }

  /** Nothing but prompts leads to a first pass: no tokens come, and nothing for no prompts. */
  private boolean comes(PassPlace place) {
    boolean first = place.step() == 0;
    return stage.hasNeighbours() && !(first && (engine.slice().embedding() || waiting.isEmpty()));
  }

  private void compute(PassPlace place, RunningMicrobatch microbatch, RowPass pass, Frame frame) {
    int rows = pass.rows().size();
    ByteBuffer hidden =
        engine.slice().embedding() ? null : stage.hidden(place, frame, rows, pass.paddedLength());
    CaptureRequest request = request(pass.kept());
    List<Intervention> steering = steering(pass);
    StepResult result =
        stage.compute(
            place, () -> pass.compute(engine, hidden, request, steering, microbatch.cache()));
    count(pass);
    Runnable reader = () -> hand(pass, result);
    if (engine.slice().head()) {
      end(place, microbatch, result, reader);
    } else {
      List<Integer> before = frame == null ? List.of() : frame.header().tokens();
      stage.passOn(place, rows, pass.paddedLength(), before, result.pass(), reader);
    }
  }

  /** The last stage has chosen: the first goes on with that, and is not kept waiting for files. */
  private void end(
      PassPlace place, RunningMicrobatch microbatch, StepResult result, Runnable reader) {
    List<Integer> tokens = Arrays.stream(result.tokens()).boxed().toList();
    try (result) {
      if (stage.hasNeighbours()) {
        stage.send(place.next(), tokens);
      }
      stage.outside(reader);
    }
    if (!stage.hasNeighbours()) {
      take(microbatch, tokens);
    }
  }

  private void take(RunningMicrobatch microbatch, List<Integer> tokens) {
    newTokens += tokens.size();
    microbatch.take(tokens, taker::ended);
  }

  private void count(RowPass pass) {
    if (pass.phase() == Phase.PROMPT) {
      promptTokens += pass.rows().stream().mapToInt(row -> row.tokens().ids().length).sum();
    } else {
      steps++;
    }
  }

  /** Only the stage that chooses tokens knows what follows a pass by then. */
  private void hand(RowPass pass, StepResult result) {
    int[] following = new int[pass.rows().size()];
    Arrays.fill(following, RowKey.NONE);
    List<RowKey> keys = pass.keys(result.tokens().length == 0 ? following : result.tokens());
    if (!keys.isEmpty()) {
      taker.kept(result.kept(), keys, pass.phase());
    }
  }

  private CaptureRequest request(List<int[]> positions) {
    boolean none = positions.stream().allMatch(row -> row.length == 0);
    return none
        ? CaptureRequest.nothing(positions.size())
        : new CaptureRequest(settings.points(), positions, settings.type());
  }

  /** The interventions of a pass in this stage's layers. */
  private List<Intervention> steering(RowPass pass) {
    List<Intervention> applied =
        IntStream.range(0, settings.steering().size())
            .filter(i -> engine.slice().holds(settings.steering().get(i).layer()))
            .mapToObj(i -> settings.steering().get(i).at(pass.steered(i)))
            .filter(one -> one.applications() > 0)
            .toList();
    interventions += applied.stream().mapToLong(Intervention::applications).sum();
    return applied;
  }
}
