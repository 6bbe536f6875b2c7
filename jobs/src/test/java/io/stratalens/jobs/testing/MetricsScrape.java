package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pages of a command that runs in another process, as Prometheus and people read them. */
public final class MetricsScrape {
  private static final String OURS =
      "metrics_stratalens_driver_plugin_io_stratalens_workers_cluster_StratalensPlugin_";

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final int port;

  private MetricsScrape(int port) {
    this.port = port;
  }

  /** Pages on a port that is free now. */
  public static MetricsScrape onAFreePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return new MetricsScrape(socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Flags of the command. */
  public List<String> flags() {
    return List.of("--conf", "spark.ui.enabled=true", "--conf", "spark.ui.port=" + port);
  }

  /** Our metrics by what follows their common beginning; none while there is no page. */
  public Map<String, Double> read() {
    Map<String, Double> metrics = new TreeMap<>();
    page("/metrics/prometheus/")
        .lines()
        .filter(line -> line.startsWith(OURS))
        .map(line -> line.substring(OURS.length()).split("\\{[^}]*\\} ", 2))
        .forEach(parts -> metrics.put(parts[0], Double.valueOf(parts[1])));
    return metrics;
  }

  /** A metric; 0 where it is not there. */
  public double read(String name) {
    return read().getOrDefault(name, 0.0);
  }

  /** A page's text; empty where there is none. */
  public String page(String path) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
