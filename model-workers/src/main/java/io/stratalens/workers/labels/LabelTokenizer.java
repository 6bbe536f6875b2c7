package io.stratalens.workers.labels;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.input.InputFile;
import io.stratalens.workers.tokens.Encoding;
import io.stratalens.workers.tokens.PromptTokenizer;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Makes prompts with two labels of rows; as many threads as the tokenizer may use it. */
public final class LabelTokenizer {
  private static final String LETTERS =
      "The answer is a letter in parentheses: use --label letter, or letter as a plan's label, with a"
          + " prompt that ends in \"(\".";

  private final PromptTokenizer tokenizer;
  private final PromptTemplate template;
  private final int vocabulary;
  private final int longest;

  /**
   * A tokenizer for one template.
   *
   * @param tokenizer stays with its owner, who closes it
   * @param vocabulary the model's; token ids are below it
   * @param longest the most positions that the model has, those of the label included
   */
  public LabelTokenizer(
      PromptTokenizer tokenizer, PromptTemplate template, int vocabulary, int longest) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.vocabulary = vocabulary;
    this.longest = longest;
  }

  /**
   * The prompt and labels of a row.
   *
   * @throws StratalensException naming the row when it is no record, when a label is not exactly
   *     one token after the prompt's, when both labels are the same token, or when the model has no
   *     room for them
   */
  public LabelledPrompt tokenise(DatasetLine line) {
    DatasetRecord row = DatasetRecord.read(line);
    String prompt = template.prompt(row.question());
    try {
      int[] ids = tokenizer.encode(prompt);
      if (ids.length == 0) {
        throw refused(line, "its prompt has no tokens");
      }
      if (ids.length + 1 > longest) {
        throw refused(
            line,
            "prompt and label are longer than the model's %d positions: %d tokens",
            longest,
            ids.length + 1);
      }
      String matching = label(line, row.matching());
      String other = label(line, row.other());
      int matchingId = id(line, prompt, ids, matching);
      int otherId = id(line, prompt, ids, other);
      if (matchingId == otherId) {
        throw InputFile.refused(
            line.name(), remedy(matching), "both its labels are the same token: '%s'", matching);
      }
      for (int id : ids) {
        requireKnown(line, id);
      }
      return new LabelledPrompt(
          line.sample(), line.source(), prompt, ids, matching, matchingId, other, otherId);
    } catch (StratalensException e) {
      throw e.getMessage().contains(line.name())
          ? e
          : refused(line, "it has no tokens: %s", e.getMessage());
    }
  }

  private String label(DatasetLine line, String answer) {
    return template
        .form()
        .read(answer)
        .orElseThrow(
            () ->
                refused(
                    line, "its answer is not one letter or digit in parentheses: '%s'", answer));
  }

  /** The one token that the label adds to the prompt. */
  private int id(DatasetLine line, String prompt, int[] promptIds, String label) {
    Encoding both = tokenizer.encodeWithOffsets(prompt + label);
    int[] ids = both.ids();
    int length = promptIds.length;
    int same = Arrays.mismatch(ids, promptIds);
    if (same >= 0 && same < length) {
      throw InputFile.refused(
          line.name(),
          remedy(label),
          "its label '%s' is not a token of its own after the prompt: with it the prompt's token %d"
              + " of %d, '%s', is '%s'",
          label,
          same,
          length,
          readable(promptIds[same]),
          same < ids.length ? readable(ids[same]) : "");
    }
    if (ids.length != length + 1 || both.starts()[length] < prompt.length()) {
      throw InputFile.refused(
          line.name(),
          remedy(label),
          "its label '%s' is not one token after the prompt but %d: %s",
          label,
          ids.length - length,
          Arrays.stream(ids, Math.min(length, ids.length), ids.length)
              .mapToObj(id -> "'" + readable(id) + "'")
              .collect(Collectors.joining(", ")));
    }
    return requireKnown(line, ids[length]);
  }

  /** What to do about a label whose text is no token of its own. */
  private String remedy(String label) {
    boolean letter = template.form() == LabelForm.TEXT && LabelForm.LETTER.read(label).isPresent();
    return letter ? LETTERS : DatasetRecord.REMEDY;
  }

  private int requireKnown(DatasetLine line, int id) {
    if (id >= vocabulary) {
      throw refused(line, "a token is not in the model's vocabulary of %d: id %d", vocabulary, id);
    }
    return id;
  }

  private String readable(int id) {
    return tokenizer.names().readable(id);
  }

  private static StratalensException refused(DatasetLine line, String reason, Object... values) {
    return InputFile.refused(line.name(), DatasetRecord.REMEDY, reason, values);
  }
}
