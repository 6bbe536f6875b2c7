package io.stratalens.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A virtual environment with what the notebooks need and what runs them in a test. */
public final class PythonVenv {
  private static final long MINUTES = 10;
  private static final Path FOLDER = Checkout.root().resolve("target/notebooks-venv");

  private PythonVenv() {}

  /** Makes the environment unless it is there, as .ci/newcomer does. */
  public static void install() throws IOException, InterruptedException {
    Output made =
        run(
            Map.of(),
            "bash",
            Checkout.root().resolve("notebooks/install").toString(),
            FOLDER.toString(),
            "nbclient==0.11.0");
    if (made.exitCode() != 0) {
      throw new IllegalStateException("There is no Python environment: " + made.said());
    }
  }

  /** Runs a script with arguments; more variables are in its environment. */
  public static Output python(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(FOLDER.resolve("bin/python").toString()));
    command.addAll(Arrays.asList(arguments));
    return run(environment, command.toArray(String[]::new));
  }

  /** A script among the resources of the tests. */
  public static String script(String name) {
    return Checkout.root().resolve("jobs/src/test/resources/python").resolve(name).toString();
  }

  /** How a process ended and what it said on both streams. */
  public record Output(int exitCode, String said) {}

  private static Output run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile("python", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("Python never ended: " + Files.readString(said));
    }
    return new Output(process.exitValue(), Files.readString(said));
  }
}
