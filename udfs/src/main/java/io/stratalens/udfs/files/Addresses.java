package io.stratalens.udfs.files;

import io.stratalens.udfs.error.StratalensException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of files as users write them, such as {@code s3a://bucket/x}. */
public final class Addresses {
  // Judged by its letters: a URI has no user once its host has an underscore or its secret a slash.
  private static final Pattern USER =
      Pattern.compile("(?is)([a-z][a-z0-9+.-]*):/{1,2}(?!/)[^/:\\[]*?(?::|%3a)(.*)@(.*)");
  private static final Pattern PORT = Pattern.compile("(?s)\\d{1,5}/.*");

  private Addresses() {}

  /**
   * What was given, a path or a name too, unless it is an address with a password in it: that would
   * go into tables, logs and lists of processes.
   *
   * @throws StratalensException with the address, without its user and password
   */
  public static String withoutPassword(String given) {
    Matcher parts = USER.matcher(given);
    if (parts.matches()
        && !parts.group(1).equalsIgnoreCase("file")
        && !isPort(parts.group(1), parts.group(2))) {
      throw StratalensException.invalid(
          "Cannot read from the address because it holds a password: %s://...@%s. Give it by"
              + " spark.hadoop settings, a credential provider or the environment.",
          parts.group(1), parts.group(3));
    }
    return given;
  }

  /** Whether what follows the colon is a port and a path that has an @; buckets have no ports. */
  private static boolean isPort(String scheme, String behindColon) {
    return PORT.matcher(behindColon).matches() && !scheme.toLowerCase(Locale.ROOT).startsWith("s3");
  }
}
