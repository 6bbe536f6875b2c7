package io.stratalens.workers.location;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.ContentHash;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/**
 * A model's folder on a file system of Hadoop, as it was when it was listed. Only the files that a
 * checkpoint is read from count, which many publish beside others of the same size: those directly
 * in the folder that end in .json or .safetensors.
 */
final class RemoteModel {
  private final ModelAddress address;
  private final FileSystem files;
  private final List<FileStatus> listed;

  private RemoteModel(ModelAddress address, FileSystem files, List<FileStatus> listed) {
    this.address = address;
    this.files = files;
    this.listed = listed;
  }

  /** Lists the folder; refused when it is not there or no checkpoint's. */
  static RemoteModel list(ModelAddress address, Configuration hadoop) {
    try {
      FileSystem files = address.path().getFileSystem(hadoop);
      return new RemoteModel(address, files, listed(address, files));
    } catch (FileNotFoundException e) {
      throw StratalensException.invalid(
          e,
          "Cannot read the model because there is no such folder: %s. Correct the address.",
          address.text());
    } catch (UnsupportedFileSystemException e) {
      throw StratalensException.invalid(
          e,
          "Cannot read the model because no library here reads such addresses: %s. Put the one that"
              + " does on the class path, as --packages does.",
          address.text());
    } catch (AccessControlException e) {
      throw StratalensException.invalid(
          e,
          "Cannot read the model because access is denied: %s. Give this user the right to it.",
          address.text());
    } catch (IOException e) {
      throw unreadable(address, e);
    }
  }

  private static List<FileStatus> listed(ModelAddress address, FileSystem files)
      throws IOException {
    List<FileStatus> wanted =
        Arrays.stream(files.listStatus(address.path()))
            .filter(file -> file.isFile() && isRead(file.getPath().getName()))
            .sorted(Comparator.comparing(file -> file.getPath().getName()))
            .toList();
    if (wanted.stream().noneMatch(file -> file.getPath().getName().equals("config.json"))) {
      throw StratalensException.invalid(
          "Cannot read the model because the folder has no config.json: %s. Give the folder of a"
              + " Hugging Face checkpoint.",
          address.text());
    }
    return wanted;
  }

  /** Whether a checkpoint is read from files of this name. */
  static boolean isRead(String name) {
    return !name.startsWith(".") && (name.endsWith(".json") || name.endsWith(".safetensors"));
  }

  static StratalensException unreadable(ModelAddress address, IOException e) {
    return StratalensException.failed(
        e, "Cannot read the model %s because %s", address.text(), e.getMessage());
  }

  ModelAddress address() {
    return address;
  }

  /** 16 hexadecimal digits that another address, file, size or time would change. */
  String fingerprint() {
    StringBuilder facts = new StringBuilder(address.path().toString());
    for (FileStatus file : listed) {
      facts
          .append('\n')
          .append(file.getPath().getName())
          .append(' ')
          .append(file.getLen())
          .append(' ')
          .append(file.getModificationTime());
    }
    return ContentHash.of(facts.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  /** The same folder as it is now. */
  RemoteModel again() {
    try {
      return new RemoteModel(address, files, listed(address, files));
    } catch (IOException e) {
      throw unreadable(address, e);
    }
  }

  List<String> names() {
    return listed.stream().map(file -> file.getPath().getName()).toList();
  }

  long bytes() {
    return listed.stream().mapToLong(FileStatus::getLen).sum();
  }

  InputStream open(String name) throws IOException {
    return files.open(new org.apache.hadoop.fs.Path(address.path(), name));
  }
}
