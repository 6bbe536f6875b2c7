package io.stratalens.jobs.prompts;

import org.apache.spark.Partitioner;

/** Partition i holds the prompts of chunk i. */
final class ChunkPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int chunks;
  private final int chunkPrompts;

  ChunkPartitioner(int chunks, int chunkPrompts) {
    this.chunks = chunks;
    this.chunkPrompts = chunkPrompts;
  }

  @Override
  public int numPartitions() {
    return chunks;
  }

  @Override
  public int getPartition(Object promptId) {
    return (int) ((long) promptId / chunkPrompts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkPartitioner that
        && that.chunks == chunks
        && that.chunkPrompts == chunkPrompts;
  }

  @Override
  public int hashCode() {
    return 31 * chunks + chunkPrompts;
  }
}
