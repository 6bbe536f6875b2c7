package io.stratalens.jobs.testing;

import java.nio.file.Path;
import java.util.List;

/** What a capture in a process of its own is told. */
public final class CaptureArguments {
  private CaptureArguments() {}

  /** The options that all of them have, in microbatches of 64 tokens. */
  public static List<String> of(
      Path model, Path prompts, Path warehouse, String runId, int promptsOfAChunk) {
    return List.of(
        "--model",
        model.toString(),
        "--prompts",
        prompts.toString(),
        "--warehouse",
        warehouse.toString(),
        "--run-id",
        runId,
        "--chunk-prompts",
        String.valueOf(promptsOfAChunk),
        "--batch-tokens",
        "64");
  }
}
