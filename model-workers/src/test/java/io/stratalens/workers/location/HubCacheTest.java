package io.stratalens.workers.location;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.Fixtures;
import io.stratalens.workers.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories in a cache laid out as Hugging Face's own tools lay it out: files are links. */
class HubCacheTest {
  private static final Path MODEL = Fixtures.model("mood-llama");
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String LATER = "89abcdef0123456789abcdef0123456789abcdef";

  @TempDir private Path cache;

  @BeforeEach
  void download() throws IOException {
    Path repository = cache.resolve("models--tiny--Mood-1.6M_v0.1");
    Path snapshot = Files.createDirectories(repository.resolve("snapshots").resolve(COMMIT));
    Path blobs = Files.createDirectories(repository.resolve("blobs"));
    try (Stream<Path> files = Files.list(MODEL)) {
      for (Path file : files.toList()) {
        Path blob = Files.copy(file, blobs.resolve("blob-of-" + file.getFileName()));
        Files.createSymbolicLink(snapshot.resolve(file.getFileName()), snapshot.relativize(blob));
      }
    }
    reference(repository, "main", COMMIT);
    reference(repository, "refs/pr/1", COMMIT);
    reference(repository, "half", LATER);
    Files.createDirectories(repository.resolve("snapshots").resolve(LATER));
  }

  private static void reference(Path repository, String name, String commit) throws IOException {
    Path file = repository.resolve("refs").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, commit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny/Mood-1.6M_v0.1",
        "tiny/Mood-1.6M_v0.1@main",
        "tiny/Mood-1.6M_v0.1@refs/pr/1",
        "tiny/Mood-1.6M_v0.1@" + COMMIT
      })
  void aRepositoryIsFoundByItsName(String name) {
    ModelLocation found = models().find(name);

    assertThat(found.named()).isEqualTo(name);
    assertThat(found.pinned()).isEqualTo("tiny/Mood-1.6M_v0.1@" + COMMIT);
    assertThat(models().folder(found.pinned())).isEqualTo(found.folder());
    try (Checkpoint here = Checkpoint.open(found.folder());
        Checkpoint original = Checkpoint.open(MODEL)) {
      assertThat(here.contentHash()).isEqualTo(original.contentHash());
    }
  }

  @Test
  void aFolderComesBeforeARepositoryOfItsName() {
    assertThat(models().find(MODEL.toString()).folder()).isEqualTo(MODEL);
  }

  @Test
  void whatWasNotFetchedIsRefusedWithTheWayToFetchIt() {
    assertRefused(
        () -> models().find("tiny/Other"), "tiny/Other", "hf download tiny/Other", "HF_HUB_CACHE");
    assertRefused(
        () -> models().find("tiny/Mood-1.6M_v0.1@next"),
        "@next",
        "hf download tiny/Mood-1.6M_v0.1 --revision next");
    assertRefused(() -> models().find("tiny/Mood-1.6M_v0.1@half"), "no whole download", "@half");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../models--tiny--Mood-1.6M_v0.1",
        "tiny/..",
        "tiny/Mood-1.6M_v0.1@../refs/main",
        "tiny/Mood-1.6M_v0.1@/etc/passwd",
        "tiny--Mood/x",
        "a/b/c",
        "-tiny/Mood",
        "tiny/Mood\nx"
      })
  void aNameThatLeavesTheCacheIsNoRepositorys(String name) {
    assertThat(HubName.parse(name)).isEmpty();
    assertRefused(() -> models().find(name), "no such folder");
  }

  @Test
  void aReferenceThatIsNoCommitIsRefused() throws IOException {
    reference(cache.resolve("models--tiny--Mood-1.6M_v0.1"), "bad", "../../..");

    assertRefused(() -> models().find("tiny/Mood-1.6M_v0.1@bad"), "no commit", "../../..");
  }

  @Test
  void theCacheIsWhereHuggingFacesOwnToolsHaveIt() {
    assertThat(HubCache.of(Map.of("HOME", "/h")).root())
        .isEqualTo(Path.of("/h/.cache/huggingface/hub"));
    assertThat(HubCache.of(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x")).root())
        .isEqualTo(Path.of("/x/huggingface/hub"));
    assertThat(HubCache.of(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "/f")).root())
        .isEqualTo(Path.of("/f/hub"));
    assertThat(HubCache.of(Map.of("HF_HOME", "/f", "HF_HUB_CACHE", "/c")).root())
        .isEqualTo(Path.of("/c"));
  }

  private Models models() {
    return new Models(
        Map.of("HF_HUB_CACHE", cache.toString()), () -> new SparkConf(false), line -> {});
  }
}
