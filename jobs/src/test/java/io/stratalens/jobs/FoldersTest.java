package io.stratalens.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every folder of sources says what its idea is, and ARCHITECTURE.md names each. */
class FoldersTest {
  private static final Path ROOT = Path.of(System.getProperty("stratalens.root"));
  private static final Pattern ENTRY =
      Pattern.compile("^\\| `([a-z]+\\.[a-z]+)` \\|", Pattern.MULTILINE);

  @Test
  void everyFolderHasAPackageInfo() throws IOException {
    assertThat(folders())
        .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
  }

  @Test
  void theArchitectureNamesEveryFolderAndNoOther() throws IOException {
    SortedSet<String> found = new TreeSet<>();
    for (Path folder : folders()) {
      found.add(folder.getParent().getFileName() + "." + folder.getFileName());
    }
    SortedSet<String> named = new TreeSet<>();
    Matcher entries = ENTRY.matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md")));
    while (entries.find()) {
      named.add(entries.group(1));
    }
    assertThat(named).isEqualTo(found);
  }

  private static List<Path> folders() throws IOException {
    TreeSet<Path> folders = new TreeSet<>();
    for (String module : List.of("udfs", "model-workers", "jobs")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .map(Path::getParent)
            .forEach(folders::add);
      }
    }
    return List.copyOf(folders);
  }
}
