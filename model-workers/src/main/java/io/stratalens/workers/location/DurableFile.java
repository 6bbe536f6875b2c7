package io.stratalens.workers.location;

import io.stratalens.workers.checkpoint.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;

/** Files that are on the disk once their writing has ended. */
final class DurableFile {
  private static final int BLOCK = 4 << 20;

  private DurableFile() {}

  /** Writes a new file; what was written, by the bytes that were read. */
  static CopyManifest.File write(Path file, InputStream content) throws IOException {
    try (DigestInputStream in = new DigestInputStream(content, ContentHash.sha256());
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] block = new byte[BLOCK];
      OutputStream out = Channels.newOutputStream(channel);
      long bytes = 0;
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        out.write(block, 0, read);
        bytes += read;
      }
      channel.force(true);
      return new CopyManifest.File(
          file.getFileName().toString(), bytes, ContentHash.text(in.getMessageDigest()));
    }
  }

  /** Puts a folder's entries on the disk: a rename outlives a power cut only then. */
  static void flushFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
