package io.stratalens.workers.labels;

import io.stratalens.udfs.error.StratalensException;
import java.util.Objects;

/**
 * How a question becomes a prompt. Nothing is added to the template and nothing taken from it.
 *
 * @param text with {@code {question}} once, such as <code>"{question}\n\nAnswer: ("</code>
 * @param form what of an answer follows the prompt
 */
public record PromptTemplate(String text, LabelForm form) {
  private static final String QUESTION = "{question}";

  /** Refuses a template without its question, or one for letters that does not end in "(". */
  public PromptTemplate {
    Objects.requireNonNull(form, "form");
    int at = text.indexOf(QUESTION);
    if (at < 0 || text.indexOf(QUESTION, at + 1) >= 0) {
      throw StratalensException.invalid(
          "Cannot use the prompt template because %s has to be in it once: '%s'. Correct the"
              + " template.",
          QUESTION, oneLine(text));
    }
    if (form == LabelForm.LETTER && !text.endsWith("(")) {
      throw StratalensException.invalid(
          "Cannot use the prompt template because labels of the form letter follow an opening"
              + " parenthesis and it does not end in one: '%s'. Let it end in \"(\" or use the form"
              + " text.",
          oneLine(text));
    }
  }

  /** The prompt of a question. */
  public String prompt(String question) {
    return text.replace(QUESTION, question);
  }

  private static String oneLine(String text) {
    return text.replace("\n", "\\n").replace("\r", "\\r");
  }
}
