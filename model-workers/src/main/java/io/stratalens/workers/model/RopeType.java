package io.stratalens.workers.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How rotary frequencies are scaled to reach longer texts; the names of config.json. */
public enum RopeType {
  DEFAULT,
  LINEAR,
  LLAMA3;

  /** Its rope_type in config.json. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<RopeType> of(String label) {
    return Arrays.stream(values()).filter(type -> type.label().equals(label)).findFirst();
  }
}
