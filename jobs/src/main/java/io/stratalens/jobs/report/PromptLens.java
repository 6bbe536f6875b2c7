package io.stratalens.jobs.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One prompt with all its lens cells.
 *
 * @param prompt the prompt
 * @param cells its cells in any order, one per layer, site and position that was captured
 */
public record PromptLens(ReportPrompt prompt, List<LensCell> cells) {
  public PromptLens {
    requireNonNull(prompt, "prompt is null");
    cells = List.copyOf(cells);
  }
}
