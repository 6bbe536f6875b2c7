package io.stratalens.workers.location;

import io.stratalens.udfs.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;

/** Another JVM that finds a model behind the slow file system, and says where. */
final class CopyingProcess implements AutoCloseable {
  private final Process process;

  private CopyingProcess(Process process) {
    this.process = process;
  }

  static CopyingProcess start(Path source, Path cache) throws IOException {
    return new CopyingProcess(
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CopyingProcess.class.getName(),
                    "slow://" + source,
                    cache.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  boolean runs() {
    return process.isAlive();
  }

  /** Kills it, as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** What it said once it has ended well. */
  List<String> said() throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException("The copying process failed: " + output);
    }
    return output.lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Settings that name the slow file system and a folder for copies. */
  static SparkConf conf(Path cache) {
    return new SparkConf(false)
        .set("spark.hadoop.fs.slow.impl", SlowFileSystem.class.getName())
        .set(Settings.MODEL_CACHE.key(), cache.toString());
  }

  /** Takes an address and the folder of copies. */
  public static void main(String[] arguments) {
    Models models = new Models(Map.of(), () -> conf(Path.of(arguments[1])), System.out::println);
    System.out.println(models.find(arguments[0]).folder());
  }
}
