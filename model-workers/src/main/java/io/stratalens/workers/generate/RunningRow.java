package io.stratalens.workers.generate;

import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.sampling.Draw;
import io.stratalens.workers.sampling.Sampling;
import io.stratalens.workers.selection.PositionSelection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A prompt in progress: its tokens so far, and which of its positions are kept and steered. */
final class RunningRow {
  private static final int[] NOWHERE = {};

  private final GenerationPrompt prompt;
  private final GenerationSettings settings;
  private final Optional<RowText> text;
  private final long number;
  private final int[] ids;
  private final int[] kept;
  private final List<int[]> steered;
  private long started;
  private int length;
  private Optional<FinishReason> reason = Optional.empty();

  RunningRow(GenerationPrompt prompt, GenerationSettings settings, Optional<RowText> text) {
    this.prompt = prompt;
    this.settings = settings;
    this.text = text;
    this.number = Sampling.numberOf(prompt.row().ids());
    this.length = prompt.row().ids().length;
    this.ids = Arrays.copyOf(prompt.row().ids(), length + settings.maxNewTokens());
    this.kept = settings.points().isEmpty() ? NOWHERE : positions(settings.positions());
    this.steered =
        settings.steering().stream()
            .map(one -> one.isFor(promptId()) ? positions(one.positions()) : NOWHERE)
            .toList();
  }

  /** Starts the clock. */
  RunningRow begun() {
    started = System.nanoTime();
    return this;
  }

  TokenRow tokens() {
    return prompt.row();
  }

  /** The token to read next: the last sampled one, which is not read yet. */
  StepRow next() {
    return new StepRow(promptId(), ids[length - 1], length - 1);
  }

  Draw draw() {
    int[] read = prompt.sampling().repetitionPenalty() == 1 ? NOWHERE : Arrays.copyOf(ids, length);
    return prompt.sampling().draw(number, length - promptTokens(), read);
  }

  /** Kept positions of the prompt. */
  int[] keptOfPrompt() {
    return ofPrompt(kept);
  }

  /** Steered positions of the prompt. */
  int[] steeredOfPrompt(int intervention) {
    return ofPrompt(steered.get(intervention));
  }

  /** The position of {@link #next} if it is kept. */
  int[] keptNext() {
    return here(kept);
  }

  /** The position of {@link #next} if it is steered. */
  int[] steeredNext(int intervention) {
    return here(steered.get(intervention));
  }

  /** Adds a sampled token; whether it is the last. */
  boolean take(int token) {
    ids[length] = token;
    length++;
    if (settings.stop().ids().contains(token)) {
      reason = Optional.of(FinishReason.STOP);
    } else if (text.isPresent() && text.get().add(token)) {
      reason = Optional.of(FinishReason.STOP_STRING);
    } else if (length == ids.length) {
      reason = Optional.of(FinishReason.LENGTH);
    }
    return reason.isPresent();
  }

  Generated finished() {
    return new Generated(
        promptId(),
        Arrays.copyOfRange(ids, promptTokens(), length),
        text.map(RowText::finished),
        reason.orElseThrow(),
        steered.stream().mapToLong(this::read).toArray(),
        (System.nanoTime() - started) / 1e9);
  }

  private long promptId() {
    return prompt.row().promptId();
  }

  private int promptTokens() {
    return prompt.row().ids().length;
  }

  private int[] positions(PositionSelection selection) {
    return selection.resolve(
        "prompt " + promptId(), promptTokens(), OptionalInt.empty(), settings.maxNewTokens());
  }

  /** How many of these positions were read; the last token never is. */
  private long read(int[] positions) {
    return Arrays.stream(positions).takeWhile(position -> position < length - 1).count();
  }

  private int[] ofPrompt(int[] positions) {
    return Arrays.stream(positions).takeWhile(position -> position < promptTokens()).toArray();
  }

  private int[] here(int[] positions) {
    int position = length - 1;
    return Arrays.binarySearch(positions, position) < 0 ? NOWHERE : new int[] {position};
  }
}
