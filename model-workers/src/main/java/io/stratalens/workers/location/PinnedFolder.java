package io.stratalens.workers.location;

import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of this machine with the checkpoint that was in it when a run began.
 *
 * @param folder its absolute path
 * @param fingerprint of {@link FolderFingerprint}
 */
record PinnedFolder(Path folder, String fingerprint) {
  private static final Pattern FORM = Pattern.compile("(/.*)#([0-9a-f]{16})", Pattern.DOTALL);

  /** Whether a text is one. */
  static boolean is(String pinned) {
    return FORM.matcher(pinned).matches();
  }

  static PinnedFolder parse(String pinned) {
    Matcher matcher = FORM.matcher(pinned);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no pinned folder: " + pinned);
    }
    return new PinnedFolder(Path.of(matcher.group(1)), matcher.group(2));
  }

  String text() {
    return folder + "#" + fingerprint;
  }

  /** Refuses the folder when it holds another checkpoint by now. */
  void check() {
    if (!FolderFingerprint.of(folder).equals(fingerprint)) {
      throw StratalensException.failed(
          null,
          "Cannot go on with the model because its files have changed since this run began: %s. Put"
              + " back those it began with, or begin another run.",
          folder);
    }
  }
}
