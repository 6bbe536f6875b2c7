package io.stratalens.workers.selection;

import io.stratalens.udfs.error.StratalensException;
import java.util.Arrays;
import java.util.List;

/** What the three specs share: parts between commas, and numbers without a sign. */
final class Spec {
  private static final int LONGEST_NUMBER = 9;
  private static final int LONGEST_SPEC = 10_000;

  private final String what;
  private final String text;
  private final String help;

  /** {@code what} names the selection in a refusal, in the plural; {@code help} is its remedy. */
  Spec(String what, String text, String help) {
    this.what = what;
    this.text = text;
    this.help = help;
    if (text.length() > LONGEST_SPEC) {
      throw StratalensException.invalid(
          "Cannot use the %s because their spec is longer than %d characters: %d. Use ranges.",
          what, LONGEST_SPEC, text.length());
    }
  }

  List<String> parts() {
    List<String> parts = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (parts.contains("")) {
      throw refused("", text.isBlank() ? "the spec is empty" : "a part between commas is empty");
    }
    return parts;
  }

  /** The value of a run of digits; more than nine of them are no count of anything here. */
  int number(String part, String digits) {
    if (!isNumber(digits)) {
      throw refused(part, "this is not a number");
    }
    if (digits.length() > LONGEST_NUMBER) {
      throw refused(part, "the number is too large");
    }
    return Integer.parseInt(digits);
  }

  static boolean isNumber(String digits) {
    return !digits.isEmpty() && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }

  StratalensException refused(String part, String reason) {
    String culprit = part.isEmpty() || part.equals(text) ? "" : " '" + part + "' of";
    return StratalensException.invalid(
        "Cannot use the %s because %s:%s '%s'. Give %s.", what, reason, culprit, text, help);
  }
}
