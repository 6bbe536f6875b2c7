package io.stratalens.workers.cluster;

/** A cluster without executors, as the plugin would publish it, where tests find it. */
public final class EmptyCluster implements AutoCloseable {
  private final Cluster cluster = new Cluster(System::nanoTime);

  public EmptyCluster() {
    cluster.publish();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
