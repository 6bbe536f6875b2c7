package io.stratalens.workers.location;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.Addresses;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The address of a folder that Hadoop can read.
 *
 * @param text as users write it, such as {@code hdfs://host/models/x}
 */
record ModelAddress(String text) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");
  private static final Pattern PINNED = Pattern.compile("(.*)#([0-9a-f]{16})", Pattern.DOTALL);

  /** Whether the name of a model is an address. */
  static boolean is(String named) {
    return FORM.matcher(named).matches();
  }

  /** The address, without its pin where it has one. */
  static ModelAddress parse(String named) {
    Matcher pinned = PINNED.matcher(named);
    ModelAddress address = new ModelAddress(pinned.matches() ? pinned.group(1) : named);
    address.check();
    return address;
  }

  /** The fingerprint that a pinned address asks for. */
  static Optional<String> pin(String pinned) {
    Matcher matcher = PINNED.matcher(pinned);
    return matcher.matches() ? Optional.of(matcher.group(2)) : Optional.empty();
  }

  String pinned(String fingerprint) {
    return text + "#" + fingerprint;
  }

  Path path() {
    return new Path(text);
  }

  private void check() {
    Addresses.withoutPassword(text);
    try {
      path();
    } catch (IllegalArgumentException e) {
      throw StratalensException.invalid(
          e, "Cannot read the model because its address is none: %s. Correct it.", text);
    }
  }
}
