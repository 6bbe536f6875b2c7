package io.stratalens.workers.generate;

import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.link.Frame;
import io.stratalens.workers.pipeline.PassPlace;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.steering.AppliedCheck;
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
  // What a whole model's last pass kept is read when the next one is with the device.
  private Optional<KeptPass> unread = Optional.empty();
  private long interventions;
  private long told;

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

  void run() {
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
    AppliedCheck.require(told, interventions);
  }

  /** A microbatch's turn; false where it has no more to do. */
  private boolean turn(RunningMicrobatch microbatch) {
    PassPlace place = new PassPlace(chunk, microbatch.number(), microbatch.passes());
    List<Integer> before;
    Optional<RowPass> pass;
    StepResult result = null;
    try (Frame frame = comes(place) ? stage.take(place) : null) {
      before = frame == null ? List.of() : frame.header().tokens();
      take(microbatch, before);
      pass = microbatch.next(waiting, settings.batchTokens());
      if (pass.isPresent()) {
        result = compute(place, microbatch, pass.get(), frame);
      }
    }
    if (result == null) {
      endOthers(place, before);
    } else if (!stage.hasNeighbours()) {
      goOnAlone(microbatch, pass.get(), result);
    } else if (engine.slice().head()) {
      goOnWithTokens(place, pass.get(), result);
    } else {
      goOnWithHidden(place, pass.get(), before, result);
    }
    return result != null;
  }

  /** Nothing but prompts leads to a first pass: no tokens come, and nothing for no prompts. */
  private boolean comes(PassPlace place) {
    boolean first = place.step() == 0;
    return stage.hasNeighbours() && !(first && (engine.slice().embedding() || waiting.isEmpty()));
  }

  private StepResult compute(
      PassPlace place, RunningMicrobatch microbatch, RowPass pass, Frame frame) {
    ByteBuffer hidden =
        engine.slice().embedding()
            ? null
            : stage.hidden(place, frame, pass.rows().size(), pass.paddedLength());
    KeepRequest request = request(pass.kept());
    List<Intervention> steering = steering(pass);
    StepResult result =
        stage.compute(
            place, () -> pass.compute(engine, hidden, request, steering, microbatch.cache()));
    interventions += result.pass().steered();
    return result;
  }

  /** The stages after hear what ended the microbatch; without any pass they know by themselves. */
  private void endOthers(PassPlace place, List<Integer> before) {
    if (!before.isEmpty() && !engine.slice().head()) {
      stage.send(place, before);
    }
  }

  private void goOnWithHidden(
      PassPlace place, RowPass pass, List<Integer> before, StepResult result) {
    stage.passOn(
        place,
        pass.rows().size(),
        pass.paddedLength(),
        before,
        result.pass(),
        () -> kept(pass, result, following(pass)).hand(taker));
  }

  /** The last stage has chosen: the first hears of it at once, and then the files. */
  private void goOnWithTokens(PassPlace place, RowPass pass, StepResult result) {
    try (result) {
      int[] tokens = result.tokens();
      stage.send(place.next(), Arrays.stream(tokens).boxed().toList());
      stage.outside(() -> kept(pass, result, tokens).hand(taker));
    }
  }

  private void goOnAlone(RunningMicrobatch microbatch, RowPass pass, StepResult result) {
    int[] tokens;
    try {
      read();
      tokens = result.tokens();
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
    unread = Optional.of(kept(pass, result, tokens));
    if (pass.phase() == Phase.PROMPT) {
      read(); // prompts keep much, and two passes of them would double what a plan counts
    }
    take(microbatch, Arrays.stream(tokens).boxed().toList());
  }

  private void read() {
    try (KeptPass kept = unread.orElse(null)) {
      unread = Optional.empty();
      if (kept != null) {
        stage.outside(() -> kept.hand(taker));
      }
    }
  }

  private void take(RunningMicrobatch microbatch, List<Integer> tokens) {
    microbatch.take(tokens, this::ended);
  }

  private void ended(Generated generated) {
    told +=
        IntStream.range(0, settings.steering().size())
            .filter(this::isOwn)
            .mapToLong(i -> generated.applied()[i])
            .sum();
    taker.ended(generated);
  }

  /** Whether an intervention is in this stage's layers. */
  private boolean isOwn(int intervention) {
    return engine.slice().holds(settings.steering().get(intervention).layer());
  }

  /** Only the stage that chooses tokens knows what follows a pass by then. */
  private static int[] following(RowPass pass) {
    int[] following = new int[pass.rows().size()];
    Arrays.fill(following, RowKey.NONE);
    return following;
  }

  private static KeptPass kept(RowPass pass, StepResult result, int[] following) {
    return new KeptPass(result, pass.keys(following), pass.phase());
  }

  private KeepRequest request(List<int[]> positions) {
    boolean none = positions.stream().allMatch(row -> row.length == 0);
    return none
        ? KeepRequest.nothing(positions.size())
        : new KeepRequest(settings.points(), positions, settings.type());
  }

  /** The interventions of a pass in this stage's layers. */
  private List<Intervention> steering(RowPass pass) {
    return IntStream.range(0, settings.steering().size())
        .filter(this::isOwn)
        .mapToObj(i -> settings.steering().get(i).at(pass.steered(i)))
        .filter(one -> one.applications() > 0)
        .toList();
  }
}
