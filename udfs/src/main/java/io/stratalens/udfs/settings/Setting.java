package io.stratalens.udfs.settings;

import static java.util.Objects.requireNonNull;

import io.stratalens.udfs.error.StratalensException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A key of the configuration.
 *
 * @param place where it is given
 * @param key its whole name
 * @param type what its text means
 * @param fallback the text that counts where none is given; empty for none
 * @param reader who reads it: the simple name of a class here, or a program
 * @param meaning what it does and its unit, as docs/configuration.md has it
 */
public record Setting<T>(
    SettingPlace place,
    String key,
    SettingType<T> type,
    String fallback,
    String reader,
    String meaning) {
  /** Requires what the reference is made of, and a default of the type. */
  public Setting {
    requireNonNull(place, "place");
    if (key.isBlank() || reader.isBlank() || meaning.isBlank()) {
      throw new IllegalArgumentException("A setting needs a key, a reader and a meaning: " + key);
    }
    if (place.ours() != key.startsWith(Settings.PREFIX)) {
      throw new IllegalArgumentException("The key does not fit its place: " + key);
    }
    if (!fallback.isEmpty()) {
      requireNonNull(type.parser().apply(fallback), "fallback");
    }
  }

  /**
   * The value there.
   *
   * @param given what is given for a key; null or empty where nothing is
   * @throws StratalensException where the text is not of the type, and an IllegalStateException
   *     where there is neither a text nor a default
   */
  public T in(UnaryOperator<String> given) {
    return find(given).orElseThrow(() -> new IllegalStateException("Nothing is given for " + key));
  }

  /** The value there; empty where there is neither a text nor a default. */
  public Optional<T> find(UnaryOperator<String> given) {
    String text = given.apply(key);
    String counts = text == null || text.isBlank() ? fallback : text.strip();
    return counts.isEmpty() ? Optional.empty() : Optional.of(parsed(counts));
  }

  private T parsed(String text) {
    try {
      return type.parser().apply(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw StratalensException.invalid(
          e,
          "Cannot use the setting %s because it is not %s: %s. Give it one such as %s.",
          key,
          type.name(),
          text,
          type.example());
    }
  }
}
