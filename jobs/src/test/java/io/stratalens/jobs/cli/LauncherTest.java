package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/stratalens in a release of its own, with a stand-in for Java that prints its arguments. */
class LauncherTest {
  private static final Path ROOT = Path.of(System.getProperty("stratalens.root"));

  @TempDir private Path folder;
  private Path release;

  @BeforeEach
  void unpackRelease() throws Exception {
    release = folder.resolve("a release");
    for (String part : List.of("bin", "conf", "lib")) {
      Files.createDirectories(release.resolve(part));
    }
    Files.copy(ROOT.resolve("bin/stratalens"), release.resolve("bin/stratalens"));
    Files.copy(ROOT.resolve("conf/jvm.options"), release.resolve("conf/jvm.options"));
    Files.writeString(
        release.resolve("conf/spark-defaults.conf"),
        "spark.master local[*]\nspark.driver.memory 2g\n");
    Files.writeString(release.resolve("conf/capture.conf"), "spark.driver.memory   3g\n");
    Files.createFile(release.resolve("lib/stratalens.jar"));
    makeJava("17.0.15");
  }

  @Test
  void argumentsArriveAsTheyWereGiven() throws Exception {
    List<String> words = List.of("sql", "SELECT * FROM lens WHERE text = 'a \"b\"'", "", "*", "@x");

    assertThat(launch(words).said()).endsWith(words.toArray(String[]::new));
  }

  @Test
  void theHeapIsTheSettingOfTheCommandUnlessAFlagSaysOtherwise() throws Exception {
    assertThat(launch(List.of("sql", "q")).said()).contains("-Xmx2g");
    assertThat(launch(List.of("capture")).said()).contains("-Xmx3g");
    assertThat(launch(List.of("capture", "--conf", "spark.driver.memory=5g")).said())
        .contains("-Xmx5g");
    assertThat(launch(List.of("capture", "--conf=spark.driver.memory=700")).said())
        .contains("-Xmx700m");
  }

  @Test
  void aHeapThatIsNoSizeIsRefused() throws Exception {
    Launch launch = launch(List.of("capture", "--conf", "spark.driver.memory=much"));

    assertThat(launch.exitCode()).isEqualTo(2);
    assertThat(launch.said()).singleElement().asString().contains("much");
  }

  @Test
  void theDriversJvmOptionsAreTakenFromTheSettings() throws Exception {
    assertThat(launch(List.of("sql", "--conf", "spark.driver.extraJavaOptions=-Da=b -Dc=d")).said())
        .contains("-Da=b", "-Dc=d");
  }

  @Test
  void whereTheLocaleIsNotOfUtf8AnotherOneIsTaken() throws Exception {
    Path java = folder.resolve("jdk/bin/java");
    Files.writeString(java, "#!/bin/bash\nprintf '%s\\n' \"LC_ALL=$LC_ALL\" \"$@\"\n");
    Path launcher = release.resolve("bin/stratalens");

    for (String locale : List.of("", "C", "POSIX", "xx_XX")) {
      assertThat(launch(launcher, Map.of("LC_ALL", locale), List.of("sql", "é")).said())
          .contains("LC_ALL=C.UTF-8", "é");
    }
    assertThat(launch(launcher, Map.of("LC_ALL", "C.utf8"), List.of("sql", "é")).said())
        .contains("LC_ALL=C.utf8", "é");
  }

  @Test
  void helpStartsWithoutSparkOnTheClassPath() throws Exception {
    assertThat(launch(List.of("sql", "--help")).said())
        .contains(release.resolve("lib/stratalens.jar").toRealPath().toString())
        .noneMatch(word -> word.endsWith("/*"));
  }

  @Test
  void aSymbolicLinkFromElsewhereWorks() throws Exception {
    Path link = Files.createDirectories(folder.resolve("elsewhere")).resolve("lens-tool");
    Files.createSymbolicLink(link, Path.of("../a release/bin/stratalens"));

    Launch launch = launch(link, Map.of(), List.of("sql"));

    assertThat(launch.exitCode()).isZero();
    String jar = release.resolve("lib/stratalens.jar").toRealPath().toString();
    assertThat(launch.said()).anyMatch(word -> word.startsWith(jar + ":"));
  }

  @Test
  void anOlderJavaIsRefusedInOneSentence() throws Exception {
    makeJava("11.0.2");

    Launch launch = launch(List.of("sql"));

    assertThat(launch.exitCode()).isEqualTo(2);
    assertThat(launch.said()).singleElement().asString().contains("11.0.2", "JAVA_HOME");
  }

  @Test
  void aJavaHomeWithoutJavaIsRefusedInOneSentence() throws Exception {
    Launch launch =
        launch(
            release.resolve("bin/stratalens"),
            Map.of("JAVA_HOME", folder.resolve("nothing").toString()),
            List.of("sql"));

    assertThat(launch.exitCode()).isEqualTo(2);
    assertThat(launch.said()).singleElement().asString().contains("nothing", "install a JDK 17");
  }

  @Test
  void aReleaseWithoutItsJarIsRefusedInOneSentence() throws Exception {
    Files.delete(release.resolve("lib/stratalens.jar"));

    Launch launch = launch(List.of("sql"));

    assertThat(launch.exitCode()).isEqualTo(2);
    assertThat(launch.said()).singleElement().asString().contains("lib/stratalens.jar");
  }

  @Test
  void aCheckoutWithoutMavenIsRefusedInOneSentence() throws Exception {
    Files.delete(release.resolve("lib/stratalens.jar"));
    Files.createFile(release.resolve("pom.xml"));

    Launch launch = launch(List.of("sql"));

    assertThat(launch.exitCode()).isEqualTo(2);
    assertThat(launch.said()).singleElement().asString().contains("no Maven", "install Maven");
  }

  @Test
  void aJarWhoseBuildWasEndedInTheMiddleIsBuiltAgain() throws Exception {
    Files.delete(release.resolve("lib/stratalens.jar"));
    Files.createFile(release.resolve("pom.xml"));
    for (String module : List.of("udfs", "model-workers", "jobs")) {
      Files.createDirectories(release.resolve(module).resolve("src/main"));
      Files.createFile(release.resolve(module).resolve("pom.xml"));
    }
    Path target = Files.createDirectories(release.resolve("jobs/target"));
    Path classPath = Files.writeString(target.resolve("classpath.txt"), folder.toString());
    Path jar = Files.createFile(target.resolve("stratalens.jar"));
    Instant built = Instant.now();

    Files.setLastModifiedTime(jar, FileTime.from(built.plusSeconds(1)));
    Files.setLastModifiedTime(classPath, FileTime.from(built));
    assertThat(launch(List.of("sql")).said()).singleElement().asString().contains("no Maven");

    Files.setLastModifiedTime(classPath, FileTime.from(built.plusSeconds(2)));
    assertThat(launch(List.of("sql")).said()).anyMatch(word -> word.contains(jar + ":" + folder));
  }

  @Test
  void theJvmFlagsAreThoseThatTheTestsRunWith() throws Exception {
    List<String> flags =
        Files.readAllLines(ROOT.resolve("conf/jvm.options")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();

    assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments()).containsAll(flags);
  }

  private Launch launch(List<String> words) throws Exception {
    return launch(release.resolve("bin/stratalens"), Map.of(), words);
  }

  /** Runs the launcher with the system's own tools but neither Java nor Maven on the PATH. */
  private Launch launch(Path launcher, Map<String, String> environment, List<String> words)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
    command.addAll(words);
    ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile());
    process.environment().clear();
    process.environment().put("PATH", tools().toString());
    process.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    process.environment().putAll(environment);
    Path said = folder.resolve("said");
    int exitCode =
        process.redirectErrorStream(true).redirectOutput(said.toFile()).start().waitFor();
    return new Launch(exitCode, Files.readString(said).lines().toList());
  }

  private Path tools() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of("bash", "dirname", "find", "locale", "mkdir", "readlink", "sed", "tail")) {
      Path link = tools.resolve(tool);
      if (Files.notExists(link)) {
        Path real = Path.of("/usr/bin", tool);
        Files.createSymbolicLink(link, Files.exists(real) ? real : Path.of("/bin", tool));
      }
    }
    return tools;
  }

  private void makeJava(String version) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
    for (String program : List.of("java", "javac")) {
      Files.writeString(
          bin.resolve(program), "#!/bin/bash\nprintf '%s\\n' \"$@\"\n", StandardCharsets.UTF_8);
      Files.setPosixFilePermissions(
          bin.resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  /** What a start of the launcher ended with, and the lines that it and Java printed. */
  private record Launch(int exitCode, List<String> said) {}
}
