package io.stratalens.jobs.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A prompt as the report shows it.
 *
 * @param promptId the prompt's id
 * @param text the whole text
 * @param tokens readable token strings by position: the prompt's, then those generated from it
 * @param generated how many of the last tokens were generated
 */
public record ReportPrompt(String promptId, String text, List<String> tokens, int generated) {
  public ReportPrompt {
    requireNonNull(promptId, "promptId is null");
    requireNonNull(text, "text is null");
    tokens = List.copyOf(tokens);
    if (generated < 0 || generated > tokens.size()) {
      throw new IllegalArgumentException(
          "generated is not in 0.." + tokens.size() + ": " + generated);
    }
  }
}
