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
  // What the last pass kept is read when the next one is with the device.
  private Optional<KeptPass> unread = Optional.empty();
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
    try {
      stage.working(
          () -> {
            while (!open.isEmpty()) {
              open.removeIf(microbatch -> !turn(microbatch));
            }
            read();
          });
    } finally {
      unread.ifPresent(KeptPass::close);
    }
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
    if (engine.slice().head()) {
      end(place, microbatch, pass, result);
    } else {
      Runnable reader = () -> kept(pass, result, following(rows)).hand(taker);
      List<Integer> before = frame == null ? List.of() : frame.header().tokens();
      stage.passOn(place, rows, pass.paddedLength(), before, result.pass(), reader);
    }
  }

  /** The last stage chooses, and the first goes on with that. */
  private void end(PassPlace place, RunningMicrobatch microbatch, RowPass pass, StepResult result) {
    int[] chosen;
    KeptPass kept;
    try {
      read();
      chosen = result.tokens();
      kept = kept(pass, result, chosen);
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
    unread = Optional.of(kept);
    List<Integer> tokens = Arrays.stream(chosen).boxed().toList();
    if (stage.hasNeighbours()) {
      stage.send(place.next(), tokens);
    } else {
      take(microbatch, tokens);
    }
  }

  private void read() {
    Optional<KeptPass> kept = unread;
    unread = Optional.empty();
    try (KeptPass open = kept.orElse(null)) {
      if (open != null) {
        stage.outside(() -> open.hand(taker));
      }
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
  private static int[] following(int rows) {
    int[] following = new int[rows];
    Arrays.fill(following, RowKey.NONE);
    return following;
  }

  private static KeptPass kept(RowPass pass, StepResult result, int[] following) {
    return new KeptPass(result, pass.keys(following), pass.phase());
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
