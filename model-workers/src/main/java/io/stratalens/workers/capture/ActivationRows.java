package io.stratalens.workers.capture;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.arrow.Columns;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.selection.LayerSite;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** An Arrow batch that is filled by one or more passes. */
final class ActivationRows implements AutoCloseable {
  private final VectorType type;
  private final int vectorBytes;
  private final int capacity;
  private final BigIntVector prompts;
  private final IntVector layers;
  private final VarCharVector sites;
  private final IntVector positions;
  private final IntVector tokens;
  private final VarCharVector phases;
  private final VarCharVector types;
  private final VarBinaryVector vectors;
  private final Float4Vector norms;
  private final VectorSchemaRoot root;
  private int filled;

  /** Room for so many vectors of this width and type. */
  ActivationRows(int capacity, int width, VectorType type, BufferAllocator allocator) {
    this.type = type;
    this.vectorBytes = width * type.bytes();
    this.capacity = capacity;
    this.prompts = Columns.longs("prompt_id", capacity, allocator);
    this.layers = Columns.integers("layer", capacity, allocator);
    this.sites = Columns.roomForTexts("site", capacity, allocator);
    this.positions = Columns.integers("position", capacity, allocator);
    this.tokens = Columns.integers("token_id", capacity, allocator);
    this.phases = Columns.roomForTexts("phase", capacity, allocator);
    this.types = Columns.roomForTexts("dtype", capacity, allocator);
    this.vectors = Columns.roomForBinaries("vector", capacity, vectorBytes, allocator);
    this.norms = Columns.floats("norm", capacity, allocator);
    this.root =
        new VectorSchemaRoot(
            List.of(prompts, layers, sites, positions, tokens, phases, types, vectors, norms));
  }

  /** Whether so many vectors of this width and type have room. */
  boolean takes(long more, int width, VectorType other) {
    return type == other && vectorBytes == width * other.bytes() && filled + more <= capacity;
  }

  /**
   * Adds the vectors from first to end, counted through the rows of all slots.
   *
   * @param lengths the norms of all vectors
   */
  void add(
      KeptVectors kept, List<RowKey> keys, Phase phase, float[] lengths, long first, long end) {
    byte[] phaseText = text(phase.label());
    byte[] typeText = text(type.label());
    for (long vector = first; vector < end; vector++) {
      int row = filled + (int) (vector - first);
      RowKey own = keys.get((int) (vector % keys.size()));
      LayerSite point = kept.request().points().get((int) (vector / keys.size()));
      prompts.set(row, own.promptId());
      layers.set(row, point.layer());
      sites.setSafe(row, text(point.site().label()));
      positions.set(row, own.position());
      tokens.set(row, own.tokenId());
      phases.setSafe(row, phaseText);
      types.setSafe(row, typeText);
      norms.set(row, lengths[(int) vector]);
    }
    Columns.setBinaries(vectors, filled, kept.bytes(first, end), vectorBytes);
    filled += (int) (end - first);
  }

  /** The batch, which the caller closes in place of this one. */
  VectorSchemaRoot finished() {
    root.setRowCount(filled);
    return root;
  }

  @Override
  public void close() {
    root.close();
  }

  private static byte[] text(String label) {
    return label.getBytes(StandardCharsets.UTF_8);
  }
}
