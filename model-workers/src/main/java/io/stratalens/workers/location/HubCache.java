package io.stratalens.workers.location;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.settings.Settings;
import io.stratalens.workers.input.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The folder into which Hugging Face's tools download: {@code models--ORG--NAME/refs/REVISION}
 * holds the hash of a commit, whose files are in {@code snapshots/HASH}. Nothing is ever downloaded
 * here.
 */
record HubCache(Path root) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /** The cache that Hugging Face's own tools would use with these environment variables. */
  static HubCache of(Map<String, String> environment) {
    String user = System.getProperty("user.home");
    String home = Settings.HOME.find(environment::get).orElse(user);
    String caches = Settings.CACHES.find(environment::get).orElse(home + "/.cache");
    String hugging = Settings.HUB_HOME.find(environment::get).orElse(caches + "/huggingface");
    return new HubCache(
        Path.of(
            Settings.HUB_CACHE
                .find(environment::get)
                .or(() -> Settings.OLD_HUB_CACHE.find(environment::get))
                .orElse(hugging + "/hub")));
  }

  /** A repository's revision; refused, with the way to fetch it, where it is not here. */
  ModelLocation find(HubName name, String named) {
    Path repository = root.resolve(name.folder());
    if (!Files.isDirectory(repository)) {
      throw StratalensException.invalid(
          "Cannot read the model because there is no such folder, and the Hugging Face cache %s has"
              + " no such repository: %s. Fetch it with `hf download %s`, or point HF_HUB_CACHE at"
              + " the cache that has it.",
          root, named, name.repository());
    }
    String commit = commit(repository, name);
    Path snapshot = repository.resolve("snapshots").resolve(commit);
    if (!Files.isRegularFile(snapshot.resolve("config.json"))) {
      throw StratalensException.invalid(
          "Cannot read the model because the Hugging Face cache %s has no whole download of this"
              + " revision: %s@%s. Fetch it with `hf download %s --revision %s`.",
          root, name.repository(), name.revision(), name.repository(), name.revision());
    }
    return new ModelLocation(named, name.repository() + "@" + commit, snapshot);
  }

  private static String commit(Path repository, HubName name) {
    Path reference = repository.resolve("refs").resolve(name.revision());
    if (!Files.isRegularFile(reference)) {
      return name.revision(); // it may be a commit itself
    }
    try {
      String commit = Files.readString(reference).strip();
      if (COMMIT.matcher(commit).matches()) {
        return commit;
      }
      throw InputFile.refused(
          reference, "Fetch the model again.", "it holds no commit: %s", commit);
    } catch (IOException e) {
      throw InputFile.unreadable(reference, e);
    }
  }
}
