package io.stratalens.workers.location;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.settings.Settings;
import io.stratalens.workers.input.InputFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds models by the names that users give them: a folder of this machine, a repository in the
 * Hugging Face cache, such as {@code org/name} or {@code org/name@revision}, or an address that
 * Hadoop can read, such as {@code hdfs://host/models/x}, whose files are copied to this machine
 * once. Safe for use by several threads.
 */
public final class Models {
  private static final Logger LOG = LoggerFactory.getLogger(Models.class);
  private static final Models OF_PROCESS =
      new Models(System.getenv(), Models::conf, line -> LOG.info("{}", line));

  private final Map<String, String> environment;
  private final Supplier<SparkConf> conf;
  private final Consumer<String> progress;
  private final Map<String, Path> folders = new ConcurrentHashMap<>();
  private final Map<String, String> stamps = new ConcurrentHashMap<>();

  /**
   * @param environment names the Hugging Face cache
   * @param conf asked for once a model is at an address, for the copies' folder and spark.hadoop.*
   * @param progress takes a line for people when a model is copied
   */
  public Models(
      Map<String, String> environment, Supplier<SparkConf> conf, Consumer<String> progress) {
    this.environment = Map.copyOf(environment);
    this.conf = conf;
    this.progress = progress;
  }

  /** The models of this process, be it a driver or an executor, by its application's settings. */
  public static Models ofProcess() {
    return OF_PROCESS;
  }

  /** The model of a name as users give it; refused when there is none. */
  public ModelLocation find(String named) {
    if (ModelAddress.is(named)) {
      return remote(ModelAddress.parse(named), Optional.empty());
    }
    Path folder = path(named);
    if (Files.isDirectory(folder)) {
      return ModelLocation.of(whole(folder));
    }
    return HubName.parse(named)
        .map(name -> HubCache.of(environment).find(name, named))
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "Cannot read the model because there is no such folder: %s. Give the folder of"
                        + " a Hugging Face checkpoint, a repository of the Hugging Face cache such"
                        + " as org/name, or an address such as hdfs://host/models/name.",
                    InputFile.shown(named)));
  }

  /**
   * The files, on this machine, of a model that was found on another one; refused when they are
   * others by now.
   *
   * @param pinned of its {@link ModelLocation}
   */
  public Path folder(String pinned) {
    if (PinnedFolder.is(pinned)) {
      return unchanged(pinned);
    }
    Path known = folders.get(pinned);
    if (known != null && Files.isDirectory(known)) {
      return known;
    }
    Path folder = located(pinned);
    folders.put(pinned, folder);
    return folder;
  }

  /** Looks into the files only where one was written since the last look. */
  private Path unchanged(String pinned) {
    PinnedFolder folder = PinnedFolder.parse(pinned);
    String stamp = FolderFingerprint.stamp(folder.folder());
    if (!stamp.equals(stamps.get(pinned))) {
      folder.check();
      stamps.put(pinned, stamp);
    }
    return folder.folder();
  }

  private Path located(String pinned) {
    if (ModelAddress.is(pinned)) {
      return remote(ModelAddress.parse(pinned), ModelAddress.pin(pinned)).folder();
    }
    return pinned.startsWith("/") ? Path.of(pinned) : find(pinned).folder();
  }

  private ModelLocation remote(ModelAddress address, Optional<String> pin) {
    SparkConf settings = conf.get();
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(settings);
    LocalCopies copies =
        LocalCopies.in(
            Settings.MODEL_CACHE.find(key -> settings.get(key, "")).orElse(""), progress);
    LocalCopy copy = pin.flatMap(known -> copies.find(address, known)).orElse(null);
    if (copy == null) {
      copy = copies.of(RemoteModel.list(address, hadoop), pin);
    }
    return new ModelLocation(
        address.text(), address.pinned(copy.fingerprint()), whole(copy.folder()));
  }

  private static Path path(String named) {
    try {
      return Path.of(named);
    } catch (InvalidPathException e) {
      throw StratalensException.invalid(
          e, "Cannot read the model because its name is no path: %s. Correct it.", e.getReason());
    }
  }

  private static Path whole(Path folder) {
    if (!Files.isRegularFile(folder.resolve("config.json"))) {
      throw StratalensException.invalid(
          "Cannot read the model because the folder has no config.json: %s. Give the folder of a"
              + " Hugging Face checkpoint.",
          folder);
    }
    return folder;
  }

  private static SparkConf conf() {
    SparkEnv spark = SparkEnv.get();
    return spark == null ? new SparkConf() : spark.conf();
  }
}
