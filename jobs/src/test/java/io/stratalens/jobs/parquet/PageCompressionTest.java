package io.stratalens.jobs.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.apache.parquet.bytes.BytesInput;
import org.junit.jupiter.api.Test;

class PageCompressionTest {
  private static final int PAGE = 1 << 20;

  private final Random random = new Random(5);
  private final PageCompression compression = new PageCompression();

  @Test
  void aPageOfFloat32VectorsIsStoredAsItIs() throws IOException {
    assertThat(compressed(floats(4)).length).isBetween(PAGE, PAGE + PAGE / 100);
  }

  @Test
  void aPageOfBfloat16VectorsShrinks() throws IOException {
    assertThat(compressed(floats(2)).length).isLessThan(PAGE * 7 / 8);
  }

  @Test
  void aPageOfRepeatedKeysShrinksToAlmostNothing() throws IOException {
    byte[] page = new byte[PAGE];
    for (int i = 0; i < PAGE; i++) {
      page[i] = (byte) "resid_post".charAt(i % 10);
    }
    assertThat(compressed(page).length).isLessThan(PAGE / 100);
  }

  @Test
  void aPageSmallerThanASampleIsCompressed() throws IOException {
    assertThat(compressed(new byte[1000]).length).isLessThan(100);
  }

  @Test
  void anEmptyPageIsOne() throws IOException {
    assertThat(compressed(new byte[0])).isNotEmpty();
  }

  /** What is compressed, once it has been found to give the page again. */
  private byte[] compressed(byte[] page) throws IOException {
    byte[] result = compression.compress(BytesInput.from(page)).toByteArray();
    assertThat(Zstd.decompress(result, page.length)).isEqualTo(page);
    return result;
  }

  /** The upper bytes of normal values in float32. */
  private byte[] floats(int bytes) {
    ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    while (page.hasRemaining()) {
      int bits = Float.floatToIntBits((float) random.nextGaussian());
      if (bytes == 4) {
        page.putInt(bits);
      } else {
        page.putShort((short) (bits >>> 16));
      }
    }
    return page.array();
  }
}
