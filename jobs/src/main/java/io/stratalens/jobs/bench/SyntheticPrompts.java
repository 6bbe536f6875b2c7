package io.stratalens.jobs.bench;

import io.stratalens.jobs.prompts.PromptSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prompts of random token ids, the same every time: 32 of 64 tokens. */
final class SyntheticPrompts {
  private static final int PROMPTS = 32;
  private static final int TOKENS = 64;

  private SyntheticPrompts() {}

  static PromptSource write(Path folder, int vocabulary) {
    Random random = new Random(3);
    String lines =
        IntStream.range(0, PROMPTS)
            .mapToObj(prompt -> "{\"token_ids\": [" + ids(random, vocabulary) + "]}\n")
            .collect(Collectors.joining());
    try {
      Path file = Files.writeString(folder.resolve("prompts.jsonl"), lines);
      return PromptSource.of(file.toString(), Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ids(Random random, int vocabulary) {
    return IntStream.range(0, TOKENS)
        .mapToObj(i -> Integer.toString(random.nextInt(vocabulary)))
        .collect(Collectors.joining(", "));
  }
}
