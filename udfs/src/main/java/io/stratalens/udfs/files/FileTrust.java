package io.stratalens.udfs.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Whom a file or folder has to be trusted to, as ssh judges its keys; links are followed. */
public final class FileTrust {
  /** This user owns it; Java's own class takes a container's user without a name for root. */
  private static final Path THIS_PROCESS = Path.of("/proc/self");

  private FileTrust() {}

  /**
   * Whether this process's user owns it, or root, who can do everything anyway.
   *
   * @throws UnsupportedOperationException where files have no owners of Unix
   */
  public static boolean ownerIsTrusted(Path path) throws IOException {
    return ownerIsTrusted(path, owner(THIS_PROCESS));
  }

  static boolean ownerIsTrusted(Path path, int user) throws IOException {
    int owner = owner(path);
    return owner == user || owner == 0;
  }

  private static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }

  /**
   * Whether nobody but its owner can write it, or add to it.
   *
   * @throws UnsupportedOperationException where files have no rights of Unix
   */
  public static boolean onlyOwnerWrites(Path path) throws IOException {
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
    return !rights.contains(PosixFilePermission.GROUP_WRITE)
        && !rights.contains(PosixFilePermission.OTHERS_WRITE);
  }
}
