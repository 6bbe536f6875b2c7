package io.stratalens.workers.location;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository of the Hugging Face hub.
 *
 * @param repository such as {@code HuggingFaceTB/SmolLM2-135M-Instruct}
 * @param revision a branch, tag or commit
 */
record HubName(String repository, String revision) {
  private static final String WORD = "[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?";
  private static final Pattern FORM =
      Pattern.compile("(" + WORD + "/" + WORD + ")(?:@(" + WORD + "(?:/" + WORD + "){0,4}))?");

  /** The repository of this name; empty where the name can be none. */
  static Optional<HubName> parse(String name) {
    Matcher matcher = FORM.matcher(name);
    // Two dots leave a folder, and two dashes are how the cache writes the slash.
    if (!matcher.matches() || name.contains("..") || matcher.group(1).contains("--")) {
      return Optional.empty();
    }
    return Optional.of(
        new HubName(matcher.group(1), Optional.ofNullable(matcher.group(2)).orElse("main")));
  }

  /** The repository's folder in the cache. */
  String folder() {
    return "models--" + repository.replace("/", "--");
  }
}
