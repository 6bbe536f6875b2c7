package io.stratalens.workers.checkpoint;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LargeTensorTest {
  private static final long ROWS = 700_000;
  private static final long COLUMNS = 1024;
  private static final long BYTES = ROWS * COLUMNS * Float.BYTES;

  @TempDir private Path folder;

  @Test
  void aTensorOverTwoGibibytesIsReadInPieces() throws IOException {
    Path file = sparse();
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.tensor("large").length()).isEqualTo(BYTES).isGreaterThan(1L << 31);
      ByteBuffer last = checkpoint.rows("large", ROWS - 2, 2);
      assertThat(last.remaining()).isEqualTo(2 * 4096);
      assertThat(last.getFloat(4096)).isEqualTo(2.5f);
      assertThat(last.getFloat(4092)).isZero();
      ByteBuffer most = checkpoint.rows("large", ROWS - 500_000, 500_000);
      assertThat(most.getFloat(most.limit() - 4096)).isEqualTo(2.5f);
    }
  }

  @Test
  void moreThanOneBufferHoldsIsRefusedByName() throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(sparse())) {
      assertRefused(() -> checkpoint.map("large"), "large", Long.toString(BYTES));
      assertRefused(() -> checkpoint.rows("large", 1, 600_000), "large", "2457600000");
    }
  }

  private Path sparse() throws IOException {
    String header =
        "{\"large\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
            .formatted(ROWS, COLUMNS, BYTES);
    byte[] prefix = SafetensorsWriter.file(header, new byte[0]);
    Path file = SafetensorsWriter.write(folder.resolve("large.safetensors"), prefix);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(prefix.length + BYTES);
      sparse.seek(prefix.length + BYTES - COLUMNS * Float.BYTES);
      // 2.5f in little-endian order.
      sparse.write(new byte[] {0, 0, 0x20, 0x40});
    }
    return file;
  }
}
