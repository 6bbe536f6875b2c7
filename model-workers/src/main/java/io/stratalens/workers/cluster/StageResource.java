package io.stratalens.workers.cluster;

/** Spark resources of which an executor has one for each device. */
public final class StageResource {
  /** GPUs. */
  public static final String GPU = "gpu";

  /** Stages on CPUs, where a cluster has no other way to say how many an executor takes. */
  public static final String STAGE = "stage";

  private StageResource() {}

  /** What a worker calls a device: GPUs by their numbers, anything else by name. */
  static String device(String resource, String address) {
    return resource.equals(GPU) ? address : resource + "-" + address;
  }
}
