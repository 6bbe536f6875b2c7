package io.stratalens.workers.generate;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.tokens.PromptTokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Generates from prompts with a whole model, or with one stage of a pipeline while the others do
 * the same. Rows of a microbatch share passes; one that ends gives its cache slot to a prompt that
 * waits, the longest first. Memory follows from the slots and the longest prompt with its new
 * tokens: vectors are handed on pass by pass.
 */
public final class Generation {
  private final StageRun stage;
  private final Optional<PromptTokenizer> tokenizer;
  private final GenerationSettings settings;

  /**
   * @param stage with links that close to a ring, where it has neighbours
   * @param tokenizer makes the text; stop strings need it
   * @param settings the same for all stages, but for the points, which are those of this one
   */
  public Generation(
      StageRun stage, Optional<PromptTokenizer> tokenizer, GenerationSettings settings) {
    this.stage = stage;
    this.tokenizer = tokenizer;
    this.settings = settings;
    settings.stop().check(tokenizer.isPresent());
  }

  /**
   * Generates from every prompt of a chunk, which all stages are given. All are checked before any
   * is read: one that does not fit the model's context with its new tokens, or lacks a position
   * that was asked for, is refused.
   */
  public void run(int chunk, List<GenerationPrompt> prompts, GenerationTaker taker) {
    prompts.forEach(this::check);
    if (prompts.isEmpty()) {
      return;
    }
    Deque<RunningRow> waiting = new ArrayDeque<>();
    prompts.stream()
        .sorted(
            Comparator.comparingInt((GenerationPrompt prompt) -> -prompt.row().ids().length)
                .thenComparingLong(prompt -> prompt.row().promptId()))
        .forEach(prompt -> waiting.add(new RunningRow(prompt, settings, text(prompt))));
    int positions = waiting.getFirst().tokens().ids().length + settings.maxNewTokens() - 1;
    int slots = Math.min(settings.slots(), share(prompts.size()));
    List<RunningMicrobatch> microbatches = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(settings.microbatches(), prompts.size()); i++) {
        KeyValueCache cache = stage.engine().cache(slots, positions);
        microbatches.add(new RunningMicrobatch(i, cache));
      }
      new GenerationRun(chunk, stage, settings, microbatches, taker, waiting).run();
    } finally {
      microbatches.forEach(RunningMicrobatch::close);
    }
  }

  /** How many rows each microbatch gets of so many, rounded up. */
  private int share(int rows) {
    return (rows - 1) / settings.microbatches() + 1;
  }

  /**
   * Padded tokens of the largest pass.
   *
   * @param slots rows of a microbatch
   * @param batchTokens padded tokens of prompts that one pass reads
   * @param longest tokens of the longest prompt
   */
  public static long mostTokens(int slots, int batchTokens, int longest) {
    long padded = Microbatch.padded(longest);
    return Math.max(slots, Math.min(slots * padded, Math.max(batchTokens, padded)));
  }

  private Optional<RowText> text(GenerationPrompt prompt) {
    return tokenizer.map(
        open -> new RowText(open.stream(prompt.row().ids()), settings.stop().strings()));
  }

  private void check(GenerationPrompt prompt) {
    ModelConfig config = stage.engine().config();
    int context = config.context();
    int tokens = prompt.row().ids().length;
    if ((long) tokens + settings.maxNewTokens() > context) {
      throw StratalensException.invalid(
          "Cannot generate from prompt %d because its %d tokens and %d new ones are more than the"
              + " model's context of %d: %d. Shorten the prompt or ask for fewer new tokens.",
          prompt.row().promptId(),
          tokens,
          settings.maxNewTokens(),
          context,
          (long) tokens + settings.maxNewTokens());
    }
    for (int id : prompt.row().ids()) {
      if (id < 0 || id >= config.vocabulary()) {
        throw StratalensException.invalid(
            "Cannot generate from prompt %d because the model has ids 0 to %d only: %d. Use the"
                + " model's own tokenizer.",
            prompt.row().promptId(), config.vocabulary() - 1, id);
      }
    }
  }
}
