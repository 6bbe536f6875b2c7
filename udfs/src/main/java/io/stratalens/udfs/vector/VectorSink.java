package io.stratalens.udfs.vector;

/** What vectors of one width are added to, one after the other. */
public interface VectorSink {
  /** Adds an encoded vector; refused when its width is not that of the ones before. */
  void add(byte[] vector, VectorType type);

  /**
   * Adds a vector; refused when its width is not that of the ones before.
   *
   * @param kind what refusals call its kind, such as a dtype
   */
  void add(double[] vector, String kind);
}
