package io.stratalens.udfs.files;

import io.stratalens.udfs.error.StratalensException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.util.UUID;

/** Files that appear whole or not at all: written beside their place, then put into it. */
public final class WholeFile {
  /** Writes the content. */
  public interface Body {
    /** Writes all of it; an error leaves the file's place as it was. */
    void write(OutputStream output) throws IOException;
  }

  private WholeFile() {}

  /** As {@link #replace}; what the file system refuses is a failure that names the file. */
  public static void write(Path file, Body body) {
    try {
      replace(file, body);
    } catch (IOException e) {
      throw StratalensException.failed(
          e,
          "Cannot write %s because the file system refused it: %s. Check that the folder can be"
              + " written and has room.",
          file,
          FileReason.of(e));
    }
  }

  /**
   * Writes a file and the folders above it; one that is there is replaced, behind a symbolic link
   * too. What is no file, such as a device, is written into.
   */
  public static void replace(Path file, Body body) throws IOException {
    Path named = file.toAbsolutePath();
    Path target = Files.exists(named) ? named.toRealPath() : named;
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      fill(target, body);
      return;
    }
    Files.createDirectories(target.getParent());
    // Of two processes that write the same file, neither writes into the other's draft.
    Path draft =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".partial");
    try {
      fill(draft, body);
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void fill(Path file, Body body) throws IOException {
    try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file))) {
      body.write(output);
    }
  }

  /**
   * Writes a file and the folders above it unless there is one already, which stays: of several
   * processes that do so at once, one makes the file.
   *
   * @param attributes of the file from its first moment, such as who may read it
   */
  public static void create(Path file, Body body, FileAttribute<?>... attributes)
      throws IOException {
    Path absolute = file.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path draft =
        Files.createTempFile(
            absolute.getParent(), "." + absolute.getFileName(), ".partial", attributes);
    try {
      fill(draft, body);
      place(draft, absolute);
    } catch (FileAlreadyExistsException e) {
      if (Files.notExists(absolute)) {
        throw e;
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void place(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft); // unlike a move, this never replaces a file
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) { // shares know no links
      Files.move(draft, file);
    }
  }
}
