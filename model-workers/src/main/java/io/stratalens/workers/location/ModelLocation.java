package io.stratalens.workers.location;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A model that was found.
 *
 * @param named what its user calls it: a folder's absolute path, a repository's name or an address
 * @param pinned the same with the very revision that was found, for {@link Models#folder} in other
 *     processes
 * @param folder where its files are on this machine
 */
public record ModelLocation(String named, String pinned, Path folder) {
  /** Requires all of them. */
  public ModelLocation {
    requireNonNull(named, "named");
    requireNonNull(pinned, "pinned");
    requireNonNull(folder, "folder");
  }

  /** A folder that every executor has at the same path, with the files that are in it now. */
  public static ModelLocation of(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    String pinned = new PinnedFolder(absolute, FolderFingerprint.of(absolute)).text();
    return new ModelLocation(absolute.toString(), pinned, absolute);
  }
}
