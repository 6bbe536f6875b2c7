package io.stratalens.workers.tokens;

import io.stratalens.udfs.error.StratalensException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The names that this process read last: every chunk of a run needs them, and to parse a large
 * tokenizer.json takes longer than many a pass.
 */
record ReadNames(Path file, FileTime modified, long bytes, TokenNames names) {
  private static final AtomicReference<ReadNames> LAST = new AtomicReference<>();

  static TokenNames of(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    try {
      BasicFileAttributes now = Files.readAttributes(absolute, BasicFileAttributes.class);
      ReadNames last = LAST.get();
      if (last == null || !last.isOf(absolute, now)) {
        TokenNames names = TokenizerFile.read(file).vocabulary();
        last = new ReadNames(absolute, now.lastModifiedTime(), now.size(), names);
        LAST.set(last);
      }
      return last.names;
    } catch (IOException e) {
      throw StratalensException.invalid(
          e, "Cannot read the tokenizer because %s: %s", e.getMessage(), file);
    }
  }

  private boolean isOf(Path other, BasicFileAttributes now) {
    return file.equals(other) && modified.equals(now.lastModifiedTime()) && bytes == now.size();
  }
}
