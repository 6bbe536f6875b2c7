package io.stratalens.jobs.testing;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which files of the checkout a release packs, as its descriptor says. */
public final class ReleaseFiles {
  private static final Path DESCRIPTOR = Path.of("jobs/src/main/assembly/release.xml");

  private ReleaseFiles() {}

  /** Whether the release has a file, named by its path in the checkout and in the archive. */
  public static boolean has(Path file) throws IOException {
    Path path = file.normalize();
    return Files.isRegularFile(Checkout.root().resolve(path)) && patterns().anyMatch(path);
  }

  /** The packed files at most two folders deep whose names end so, by their paths. */
  public static List<Path> ending(String suffix) throws IOException {
    try (Stream<Path> files =
        Files.find(Checkout.root(), 3, (file, about) -> file.toString().endsWith(suffix))) {
      Patterns patterns = patterns();
      return files.map(Checkout.root()::relativize).filter(patterns::anyMatch).sorted().toList();
    }
  }

  private static Patterns patterns() throws IOException {
    return new Patterns(
        Pattern.compile("<include>(.*)</include>")
            .matcher(Files.readString(Checkout.root().resolve(DESCRIPTOR)))
            .results()
            .map(found -> FileSystems.getDefault().getPathMatcher("glob:" + found.group(1)))
            .toList());
  }

  private record Patterns(List<PathMatcher> matchers) {
    boolean anyMatch(Path file) {
      return matchers.stream().anyMatch(matcher -> matcher.matches(file));
    }
  }
}
