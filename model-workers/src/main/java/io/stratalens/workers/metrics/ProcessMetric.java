package io.stratalens.workers.metrics;

/** What a process that computes tells of itself: an executor, or the driver in local mode. */
public enum ProcessMetric {
  PASS_SECONDS("passSeconds", "Seconds of forward passes, of all its stages together"),
  LINK_WAIT_SECONDS(
      "linkWaitSeconds",
      "Seconds that its stages waited for frames or credits of their neighbours"),
  PASSES("passes", "Forward passes of microbatches"),
  STAGES("stages", "Stages that work on a chunk, or may"),
  PROGRESS_AGE_SECONDS(
      "progressAgeSeconds", "Seconds since the stage that got on last did so; 0 without stages"),
  STUCK_SECONDS(
      "stuckSeconds",
      "Seconds that the slowest stage has worked without getting on; 0 while it waits"),
  QUEUE_DEPTH("queueDepth", "Frames that wait at the data port"),
  LINK_BYTES_IN("linkBytesIn", "Bytes of hidden states that came in through the data port"),
  LINK_BYTES_OUT("linkBytesOut", "Bytes of hidden states that went out through it"),
  HEAP_BYTES("heapBytes", "Bytes that objects of the Java heap take"),
  RESIDENT_BYTES(
      "residentBytes", "Bytes that the process has resident; 0 where the system is not Linux"),
  NATIVE_BYTES(
      "nativeBytes",
      "Resident bytes beyond the heap's committed ones: weights, caches, batches and the JVM itself"),
  PEAK_RESIDENT_BYTES(
      "peakResidentBytes",
      "The most bytes resident beyond those right after loading, as of the last chunk"),
  PEAK_DEVICE_BYTES("peakDeviceBytes", "Bytes taken of a GPU, as of the last chunk; 0 on a CPU");

  private final String label;
  private final String meaning;

  ProcessMetric(String label, String meaning) {
    this.label = label;
    this.meaning = meaning;
  }

  /** Its name in Spark's registry. */
  public String label() {
    return label;
  }

  /** What it is and its unit, for people. */
  public String meaning() {
    return meaning;
  }
}
