package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.stratalens.workers.capture.CaptureRequest;
import java.nio.ByteBuffer;

/**
 * What one forward pass kept: [slots, rows, width] in the request's type, rows in the order of the
 * batch and of each row's positions. Closing frees the memory.
 */
public final class KeptVectors implements AutoCloseable {
  private final CaptureRequest request;
  private final NDManager scope;
  private final NDArray vectors;
  private final NDArray norms;
  private final TensorBytes bytes;
  private final int width;

  KeptVectors(
      CaptureRequest request,
      NDManager scope,
      NDArray vectors,
      NDArray norms,
      TensorBytes bytes,
      int width) {
    this.request = request;
    this.scope = scope;
    this.vectors = vectors;
    this.norms = norms;
    this.bytes = bytes;
    this.width = width;
  }

  /** What was asked for. */
  public CaptureRequest request() {
    return request;
  }

  /** Values of one vector. */
  public int width() {
    return width;
  }

  /**
   * The vectors' bytes, little-endian. Where the device is the CPU and the type float32 this is the
   * tensor's own memory: valid until closed.
   */
  public ByteBuffer bytes() {
    return bytes.of(vectors);
  }

  /** The Euclidean norm of each kept vector, [slots x rows]. */
  public float[] norms() {
    return norms.toFloatArray();
  }

  NDArray tensor() {
    return vectors;
  }

  @Override
  public void close() {
    scope.close();
  }
}
