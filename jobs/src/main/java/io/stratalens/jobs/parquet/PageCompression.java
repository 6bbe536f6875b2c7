package io.stratalens.jobs.parquet;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Zstandard for Parquet's pages, with no more effort than a page deserves. A page of float32
 * vectors shrinks by 8%, and that takes half of a writer's time; of bfloat16 ones by a fifth. So a
 * sample is compressed first, and a page whose sample hardly shrinks is stored in Zstandard's
 * frames at a level that gives up at once. Readers see ordinary Zstandard.
 */
final class PageCompression
    implements CompressionCodecFactory, CompressionCodecFactory.BytesInputCompressor {
  /** Zstandard's own default, as Spark's writer has it. */
  private static final int LEVEL = 3;

  /** Looks for repetitions only, leaves the rest as it is. */
  private static final int STORING_LEVEL = -100;

  private static final int SAMPLE_BYTES = 64 << 10;

  /** What is worth compressing shrinks by an eighth. */
  private static final double WORTH = 7.0 / 8;

  private byte[] page = new byte[0];

  @Override
  public BytesInput compress(BytesInput bytes) throws IOException {
    byte[] source = bytes.toByteArray();
    byte[] target = room(source.length);
    int level = worth(source, target) ? LEVEL : STORING_LEVEL;
    // Parquet copies what it is given before it asks for the next page.
    return BytesInput.from(target, 0, compress(source, 0, source.length, target, level));
  }

  private boolean worth(byte[] source, byte[] target) throws IOException {
    if (source.length <= SAMPLE_BYTES) {
      return true;
    }
    int middle = (source.length - SAMPLE_BYTES) / 2;
    return compress(source, middle, SAMPLE_BYTES, target, LEVEL) <= WORTH * SAMPLE_BYTES;
  }

  private byte[] room(int bytes) {
    int bound = Math.toIntExact(Zstd.compressBound(bytes));
    if (page.length < bound) {
      page = new byte[bound];
    }
    return page;
  }

  private static int compress(byte[] source, int first, int count, byte[] target, int level)
      throws IOException {
    long written = Zstd.compressByteArray(target, 0, target.length, source, first, count, level);
    if (Zstd.isError(written)) {
      throw new IOException("Zstandard failed: " + Zstd.getErrorName(written));
    }
    return (int) written;
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.ZSTD;
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return this;
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("Files are only written here");
  }

  @Override
  public void release() {}
}
