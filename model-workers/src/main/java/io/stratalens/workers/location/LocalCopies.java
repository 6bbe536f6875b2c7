package io.stratalens.workers.location;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.FileReason;
import io.stratalens.udfs.files.FileTrust;
import io.stratalens.udfs.settings.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies of models on this machine, one folder each. A copy is made beside its place, put on the
 * disk, read back and renamed into its place, so that what lies there is whole; every byte of it is
 * checked again by each process that begins to use it. One process of a machine copies at a time.
 */
final class LocalCopies {
  /** A lock of a file is one of the whole process, so that its threads need one of their own. */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final Path root;
  private final Consumer<String> progress;

  private LocalCopies(Path root, Consumer<String> progress) {
    this.root = root;
    this.progress = progress;
  }

  /**
   * The copies in a folder.
   *
   * @param configured empty for the default, a folder of this user below java.io.tmpdir
   */
  static LocalCopies in(String configured, Consumer<String> progress) {
    Path root =
        configured.isEmpty()
            ? Path.of(
                System.getProperty("java.io.tmpdir"),
                "stratalens-models-" + System.getProperty("user.name"))
            : Path.of(configured);
    try {
      if (Files.notExists(root)) {
        // Others on this machine may not put a model of theirs into it.
        Files.createDirectories(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return new LocalCopies(trusted(root.toRealPath()), progress);
    } catch (IOException | UnsupportedOperationException e) {
      throw StratalensException.invalid(
          e,
          "Cannot keep copies of models because their folder cannot be made: %s. Set %s to another"
              + " one.",
          root,
          Settings.MODEL_CACHE.key());
    }
  }

  /**
   * A copy is taken for what its manifest says, which whoever made the folder first could write.
   */
  private static Path trusted(Path root) throws IOException {
    if (!FileTrust.ownerIsTrusted(root) || !FileTrust.onlyOwnerWrites(root)) {
      throw StratalensException.invalid(
          "Cannot keep copies of models because another user owns their folder or may write into"
              + " it: %s. Set %s to a folder of your own, or run chmod go-w on this one if it is.",
          root, Settings.MODEL_CACHE.key());
    }
    return root;
  }

  /** The copy of a model as it was with this fingerprint, without a look at where it came from. */
  Optional<LocalCopy> find(ModelAddress address, String fingerprint) {
    Path folder = place(address, fingerprint);
    return whole(folder) ? Optional.of(new LocalCopy(folder, fingerprint)) : Optional.empty();
  }

  /**
   * The copy of a model, made where there is none that is whole.
   *
   * @param pin the fingerprint that the model must have
   */
  LocalCopy of(RemoteModel model, Optional<String> pin) {
    String fingerprint = model.fingerprint();
    if (pin.isPresent() && !pin.get().equals(fingerprint)) {
      throw changed(model, "the driver looked at it");
    }
    Path folder = place(model.address(), fingerprint);
    if (!whole(folder)) {
      alone(folder, () -> renew(model, folder));
    }
    return new LocalCopy(folder, fingerprint);
  }

  /** Looks without a lock, so that processes that begin together do not wait for each other. */
  private static boolean whole(Path folder) {
    try {
      return CopyManifest.holdsIn(folder);
    } catch (NoSuchFileException e) {
      return false; // another process makes it anew just now
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot read the copy of a model %s because %s", folder, FileReason.of(e));
    }
  }

  private Path place(ModelAddress address, String fingerprint) {
    String name = address.path().getName().replaceAll("[^A-Za-z0-9._-]", "_");
    return root.resolve("model-" + name + "-" + fingerprint);
  }

  private void renew(RemoteModel model, Path folder) throws IOException {
    if (Files.exists(folder)) {
      if (CopyManifest.holdsIn(folder)) {
        return; // made by another process while this one waited
      }
      progress.accept(
          "The copy of " + model.address().text() + " is damaged and made anew: " + folder);
      delete(folder);
    }
    copy(model, folder);
  }

  private void copy(RemoteModel model, Path folder) throws IOException {
    Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
    delete(partial); // of a process that was killed: whoever has the lock is the only one
    checkSpace(model);
    progress.accept(
        String.format(
            Locale.ROOT,
            "Copying %s, %d MB, to %s",
            model.address().text(),
            model.bytes() >> 20,
            folder));
    Files.createDirectory(partial);
    List<CopyManifest.File> files = new ArrayList<>();
    for (String name : model.names()) {
      files.add(DurableFile.write(partial.resolve(name), model.open(name)));
    }
    new CopyManifest(model.address().text(), files).write(partial);
    DurableFile.flushFolder(partial);
    if (!CopyManifest.holdsIn(partial)) {
      throw new IOException("what was written to " + partial + " reads back otherwise");
    }
    if (!model.again().fingerprint().equals(model.fingerprint())) {
      throw changed(model, "its copying began");
    }
    Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.flushFolder(root);
  }

  private void checkSpace(RemoteModel model) throws IOException {
    long usable = Files.getFileStore(root).getUsableSpace();
    if (usable < model.bytes()) {
      throw StratalensException.invalid(
          "Cannot copy the model %s because it is larger than the space of %s: %d of %d bytes. Make"
              + " room or set %s to another folder.",
          model.address().text(), root, model.bytes(), usable, Settings.MODEL_CACHE.key());
    }
  }

  private static StratalensException changed(RemoteModel model, String since) {
    return StratalensException.failed(
        null,
        "Cannot copy the model because it has changed since %s: %s",
        since,
        model.address().text());
  }

  private interface Work {
    void run() throws IOException;
  }

  /** Runs while no other thread or process of this machine does so for the same copy. */
  private static void alone(Path folder, Work work) {
    Path file = folder.resolveSibling(folder.getFileName() + ".lock");
    try {
      IN_PROCESS.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot wait for the copy of a model: interrupted");
    }
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      work.run();
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot copy a model to %s because %s", folder, FileReason.of(e));
    } finally {
      IN_PROCESS.unlock();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
