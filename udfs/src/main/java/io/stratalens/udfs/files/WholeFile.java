package io.stratalens.udfs.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;

/** Files that appear whole or not at all: written beside their place, then put into it. */
public final class WholeFile {
  /** Writes the content. */
  public interface Body {
    /** Writes all of it; an error leaves the file's place as it was. */
    void write(OutputStream output) throws IOException;
  }

  private WholeFile() {}

  /** Writes a file and the folders above it; one that is there is replaced. */
  public static void replace(Path file, Body body) throws IOException {
    Path absolute = file.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path draft = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
    try {
      try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(draft))) {
        body.write(output);
      }
      Files.move(draft, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
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
      try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(draft))) {
        body.write(output);
      }
      Files.createLink(absolute, draft); // unlike a move, this never replaces a file
    } catch (FileAlreadyExistsException e) {
      if (Files.notExists(absolute)) {
        throw e;
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
