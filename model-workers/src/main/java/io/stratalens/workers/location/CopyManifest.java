package io.stratalens.workers.location;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stratalens.workers.checkpoint.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a copy holds, written last: a folder without it is no copy.
 *
 * @param source where it was copied from
 * @param files all of them but this one
 */
record CopyManifest(String source, List<File> files) {
  private static final String NAME = "stratalens-copy.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A file with its SHA-256. */
  record File(String name, long bytes, String sha256) {}

  CopyManifest {
    files = List.copyOf(files);
  }

  void write(Path folder) throws IOException {
    byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    DurableFile.write(folder.resolve(NAME), new ByteArrayInputStream(text));
  }

  /** Whether a folder is a copy and every byte of it what was copied; reads every byte. */
  static boolean holdsIn(Path folder) throws IOException {
    Path manifest = folder.resolve(NAME);
    if (!Files.isRegularFile(manifest)) {
      return false;
    }
    try {
      return JSON.readValue(Files.readAllBytes(manifest), CopyManifest.class).agreesWith(folder);
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      return false; // a manifest that is damaged vouches for nothing
    }
  }

  private boolean agreesWith(Path folder) throws IOException {
    for (File file : files) {
      Path path = folder.resolve(file.name());
      if (!Files.isRegularFile(path)
          || Files.size(path) != file.bytes()
          || !ContentHash.of(List.of(path)).equals(file.sha256())) {
        return false;
      }
    }
    return true;
  }
}
