package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.stratalens.udfs.vector.VectorType;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/**
 * What one forward pass kept: [slots, rows, width] in the request's type, rows in the order of the
 * batch and of each row's positions. Closing frees the memory. For one thread at a time.
 */
public final class KeptVectors implements AutoCloseable {
  private final KeepRequest request;
  private final NDManager scope;
  private final NDArray vectors;
  private final NDArray norms;
  private final TensorBytes bytes;
  private final int width;
  private final VectorType computed;
  private final Optional<CopiedVectors> copied;
  private NDManager piece;

  KeptVectors(
      KeepRequest request,
      NDManager scope,
      NDArray vectors,
      NDArray norms,
      TensorBytes bytes,
      int width,
      VectorType computed,
      Optional<CopiedVectors> copied) {
    this.request = request;
    this.scope = scope;
    this.vectors = vectors;
    this.norms = norms;
    this.bytes = bytes;
    this.width = width;
    this.computed = computed;
    this.copied = copied;
  }

  /** Bytes of all vectors and norms that a request keeps. */
  static long bytes(KeepRequest request, int width) {
    long vectors = (long) request.slots() * request.rows();
    return vectors * ((long) width * request.type().bytes() + Float.BYTES);
  }

  /** What was asked for. */
  public KeepRequest request() {
    return request;
  }

  /** Values of one vector. */
  public int width() {
    return width;
  }

  /** The type that the values were computed in, before they were kept in the request's. */
  public VectorType computed() {
    return computed;
  }

  /** How many vectors were kept: slots x rows. */
  public long count() {
    return (long) request.slots() * request.rows();
  }

  /** The bytes of all vectors, at most 2,147,483,647; see {@link #bytes(long, long)}. */
  public ByteBuffer bytes() {
    return bytes(0, count());
  }

  /**
   * Bytes of some vectors, little-endian: at most 2,147,483,647, which is as far as a buffer
   * reaches. Valid until the next call, which frees what this one made, or until closed.
   *
   * @param first the first vector, counted through the rows of all slots
   * @param end the vector after the last
   */
  public ByteBuffer bytes(long first, long end) {
    Objects.checkFromToIndex(first, end, count());
    int length = Math.toIntExact((end - first) * width * request.type().bytes());
    if (piece != null) {
      piece.close();
      piece = null;
    }
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    if (copied.isPresent()) {
      int start = Math.toIntExact(first * width * request.type().bytes());
      return copied.get().bytes(start, start + length);
    }
    piece = scope.newSubManager();
    NDArray part;
    try (NDArray flat = vectors.reshape(count(), width)) {
      part = flat.get(new NDIndex().addSliceDim(first, end));
    }
    part.attach(piece);
    return bytes.of(part, piece);
  }

  /** The Euclidean norm of each kept vector, [slots x rows]. */
  public float[] norms() {
    return copied.map(this::norms).orElseGet(norms::toFloatArray);
  }

  private float[] norms(CopiedVectors stack) {
    int end = Math.toIntExact(count() * width * request.type().bytes());
    return stack.norms(end, Math.toIntExact(count()));
  }

  NDArray tensor() {
    return vectors;
  }

  @Override
  public void close() {
    scope.close();
  }
}
