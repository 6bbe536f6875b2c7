package io.stratalens.jobs.prompts;

import io.stratalens.udfs.error.StratalensException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A prompt as its source holds it: text, token ids, or the reason why it is neither.
 *
 * @param promptId its place in the source, from 0
 * @param source file and row, such as {@code prompts.txt:4}, the first row being 1
 * @param text null where the source holds token ids, or nothing of use
 * @param ids null where the source holds text, or nothing of use
 * @param problem one sentence; null where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
record PromptRow(long promptId, String source, String text, int[] ids, String problem)
    implements Serializable {

  /** A text in UTF-8; refused when it is null, empty or something else. */
  static PromptRow ofText(long promptId, String source, byte[] utf8) {
    if (utf8 == null) {
      return refused(promptId, source, "it is null");
    }
    try {
      // A decoder of its own reports malformed bytes; the charset's would replace them.
      return ofText(
          promptId,
          source,
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      String replaced = new String(utf8, 0, Math.min(60, utf8.length), StandardCharsets.UTF_8);
      return refused(
          promptId, source, "it is not UTF-8: %s", replaced.replaceAll("\\p{Cntrl}", " "));
    }
  }

  /** A text; refused when it is empty or not Unicode. */
  static PromptRow ofText(long promptId, String source, String text) {
    if (text.isEmpty()) {
      return refused(promptId, source, "it is empty");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return refused(promptId, source, "it is not Unicode: half of a surrogate pair is alone");
    }
    return new PromptRow(promptId, source, text, null, null);
  }

  /** Token ids; refused when they are null, none, or one of them is null or no int. */
  static PromptRow ofIds(long promptId, String source, List<Long> ids) {
    if (ids == null) {
      return refused(promptId, source, "its token ids are null");
    }
    if (ids.isEmpty()) {
      return refused(promptId, source, "it has no token ids");
    }
    if (ids.stream().anyMatch(Objects::isNull)) {
      return refused(promptId, source, "a token id of it is null: %s", shortened(ids));
    }
    int[] narrow = new int[ids.size()];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = ids.get(i).intValue();
      if (narrow[i] != ids.get(i)) {
        return refused(promptId, source, "no vocabulary has such a token id: %d", ids.get(i));
      }
    }
    return new PromptRow(promptId, source, null, narrow, null);
  }

  /** A row that is no prompt; {@code reason} ends with the value at fault. */
  static PromptRow refused(long promptId, String source, String reason, Object... values) {
    String problem = refusal(promptId, source, reason, values).getMessage();
    return new PromptRow(promptId, source, null, null, problem);
  }

  /** The refusal of a prompt; {@code reason} ends with the value at fault. */
  static StratalensException refusal(
      long promptId, String source, String reason, Object... values) {
    return StratalensException.invalid(
        "Cannot use %s because %s. Correct it or leave it out.",
        name(promptId, source), String.format(Locale.ROOT, reason, values));
  }

  /** How messages name a prompt. */
  static String name(long promptId, String source) {
    return "prompt " + promptId + " (" + source + ")";
  }

  private static String shortened(List<Long> ids) {
    return ids.size() > 20 ? ids.subList(0, 20) + "..." : ids.toString();
  }
}
