package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.selection.Site;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Help and refusals must not wait for Spark: here it is not even on the class path. */
class LazySparkTest {
  @ParameterizedTest
  @CsvSource({
    "--help,0",
    "capture --help,0",
    "vectors --help,0",
    "bench forward --help,0",
    "lens --run a/b,2"
  })
  void helpAndRefusalsDoWithoutSpark(String arguments, int exitCode) throws Exception {
    String classPath =
        Stream.of(Main.class, StratalensException.class, Site.class, CommandLine.class)
            .map(LazySparkTest::home)
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            Main.class.getName());
    command.command().addAll(List.of(arguments.split(" ", -1)));

    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    assertThat(said).contains(exitCode == 0 ? "Usage: stratalens" : "Cannot use the run id");
  }

  private static String home(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }
}
