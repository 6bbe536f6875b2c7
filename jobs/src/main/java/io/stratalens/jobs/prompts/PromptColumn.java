package io.stratalens.jobs.prompts;

import io.stratalens.udfs.error.StratalensException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The column that holds the prompts.
 *
 * @param name as the source spells it
 * @param kind text or token ids
 */
record PromptColumn(String name, Kind kind) implements Serializable {
  /** What a column can hold. */
  enum Kind {
    TEXT,
    TOKEN_IDS,
    OTHER
  }

  private static final List<String> TEXTS = List.of("prompt", "text", "question");
  private static final String IDS = "token_ids";

  /**
   * The column that was asked for, else the first text among prompt, text and question, else
   * token_ids; refused with the columns there are.
   *
   * @param columns what each column of the source holds, in its order
   */
  static PromptColumn choose(PromptSource source, Map<String, Kind> columns) {
    if (source.column().isPresent()) {
      String name = source.column().get();
      Kind kind = columns.get(name);
      if (kind == null) {
        throw refused(source, "there is no column " + name, columns);
      }
      if (kind == Kind.OTHER) {
        throw refused(
            source, "the column " + name + " holds neither text nor whole numbers", columns);
      }
      return new PromptColumn(name, kind);
    }
    return TEXTS.stream()
        .filter(name -> columns.get(name) == Kind.TEXT)
        .findFirst()
        .map(name -> new PromptColumn(name, Kind.TEXT))
        .or(
            () ->
                Optional.of(new PromptColumn(IDS, Kind.TOKEN_IDS))
                    .filter(ids -> Objects.equals(columns.get(IDS), Kind.TOKEN_IDS)))
        .orElseThrow(
            () ->
                refused(
                    source,
                    "no column is named and none is a text prompt, text or question, or token_ids",
                    columns));
  }

  private static StratalensException refused(
      PromptSource source, String reason, Map<String, Kind> columns) {
    return StratalensException.invalid(
        "Cannot read prompts from %s because %s; its columns: %s. Name one with --column.",
        source.location(),
        reason,
        columns.keySet().stream().limit(50).collect(Collectors.joining(", ")));
  }
}
