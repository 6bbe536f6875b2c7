package io.stratalens.workers.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.input.InputFile;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Refuses the components that end the whole process inside the native library, which aborts where
 * others throw. Each was tried; what the library refuses by itself is left to it.
 */
final class TokenizerCheck {
  private final Path file;

  TokenizerCheck(Path file) {
    this.file = file;
  }

  void check(JsonNode parts) {
    JsonNode prefix = parts.path("model").path("continuing_subword_prefix");
    if (parts.path("model").path("type").asText("BPE").equals("BPE")
        && !prefix.asText("").isEmpty()
        && !prefix.isNull()) {
      throw refused("its continuing_subword_prefix is not supported in BPE: %s", prefix);
    }
    each(parts.path("normalizer"), "normalizers", this::checkNormalizer);
    each(parts.path("pre_tokenizer"), "pretokenizers", this::checkPreTokenizer);
    each(parts.path("post_processor"), "processors", this::checkPostProcessor);
  }

  private void each(JsonNode component, String children, Consumer<JsonNode> check) {
    if (component.path("type").asText().equals("Sequence")) {
      component.path(children).forEach(child -> each(child, children, check));
    } else {
      check.accept(component);
    }
  }

  private void checkNormalizer(JsonNode normalizer) {
    switch (normalizer.path("type").asText()) {
      case "Precompiled" -> throw refused("its normalizer is not supported: %s", normalizer);
      case "Prepend" -> {
        if (normalizer.path("prepend").asText().isEmpty()) {
          throw refused("its normalizer prepends nothing: %s", normalizer);
        }
      }
      case "Replace" -> {
        JsonNode pattern = normalizer.path("pattern");
        if (pattern.path("String").asText("-").isEmpty()
            || matchesNothing(pattern.path("Regex").asText("-"))) {
          throw refused("its normalizer replaces the empty text: %s", normalizer);
        }
      }
      default -> {}
    }
  }

  private void checkPreTokenizer(JsonNode preTokenizer) {
    if (preTokenizer.path("type").asText().equals("FixedLength")
        && preTokenizer.path("length").asLong(0) < 1) {
      throw refused("its pre-tokenizer cuts pieces without a length: %s", preTokenizer);
    }
  }

  private void checkPostProcessor(JsonNode processor) {
    if (!processor.path("type").asText().equals("TemplateProcessing")) {
      return;
    }
    for (JsonNode piece : processor.path("single")) {
      JsonNode special = piece.path("SpecialToken").path("id");
      if (special.isTextual() && !processor.path("special_tokens").has(special.asText())) {
        throw refused("its post-processor names an unknown special token: %s", special);
      }
      if (piece.path("Sequence").path("id").asText("A").equals("B")) {
        throw refused("its post-processor wants a second text: %s", piece);
      }
    }
  }

  private static boolean matchesNothing(String regex) {
    try {
      return Pattern.compile(regex).matcher("").find();
    } catch (PatternSyntaxException e) {
      // Not Java's dialect: the library's own is the judge.
      return false;
    }
  }

  private StratalensException refused(String reason, JsonNode culprit) {
    return InputFile.refused(file, TokenizerFile.REMEDY, reason, culprit.toString());
  }
}
