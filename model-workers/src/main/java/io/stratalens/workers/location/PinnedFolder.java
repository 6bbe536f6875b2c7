package io.stratalens.workers.location;

import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Path;

/**
 * A folder of this machine with the checkpoint that was in it when a run began.
 *
 * @param folder its absolute path
 * @param fingerprint of {@link FolderFingerprint}
 */
record PinnedFolder(Path folder, String fingerprint) {
  /** Whether a text is one. */
  static boolean is(String pinned) {
    return pinned.startsWith("/") && ModelAddress.pin(pinned).isPresent();
  }

  static PinnedFolder parse(String pinned) {
    String fingerprint = ModelAddress.pin(pinned).orElseThrow();
    String folder = pinned.substring(0, pinned.length() - fingerprint.length() - 1);
    return new PinnedFolder(Path.of(folder), fingerprint);
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
