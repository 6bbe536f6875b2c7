package io.stratalens.workers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeaderMutationTest {
  private static final int FILES = 4_000;
  private static final String LIKELY = "{}[]\",:0123456789-.eE\\unatlsF";

  @TempDir private Path folder;

  @Test
  void whateverTheBytesNothingButARefusalEscapes() {
    byte[] good =
        new SafetensorsWriter()
            .metadata("format", "pt")
            .floats("weights", List.of(2L, 3L), 1, 2, 3, 4, 5, 6)
            .encoded("half", VectorType.BF16, List.of(4L), 1, 2, 3, 4)
            .longs("ids", List.of(2L), 7, 8)
            .bytes();
    Random random = new Random(20_261_123);
    Path file = folder.resolve("mutated.safetensors");
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      SafetensorsWriter.write(file, mutated(good, random));
      try (Checkpoint checkpoint = Checkpoint.open(file)) {
        checkpoint.names().forEach(name -> readWhole(checkpoint, name));
      } catch (StratalensException e) {
        assertThat(e.category()).as(e.getMessage()).isEqualTo(ErrorCategory.INVALID_INPUT);
        assertThat(e).hasMessageContaining("mutated.safetensors").hasMessageNotContaining("\n");
        refused++;
      }
    }
    assertThat(refused).isBetween(FILES / 2, FILES - 1);
  }

  private static void readWhole(Checkpoint checkpoint, String name) {
    TensorInfo tensor = checkpoint.tensor(name);
    assertThat((long) checkpoint.map(name).remaining()).isEqualTo(tensor.length());
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int header = bytes[0] & 0xFF | (bytes[1] & 0xFF) << 8;
    if (random.nextInt(8) == 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 16));
    }
    for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(Math.min(bytes.length, Long.BYTES + header));
      bytes[at] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
            case 1 -> (byte) random.nextInt(256);
            default -> (byte) LIKELY.charAt(random.nextInt(LIKELY.length()));
          };
    }
    return bytes;
  }
}
