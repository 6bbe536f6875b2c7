package io.stratalens.jobs.maintain;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * Data files in a table's folder, whether the table holds them or not. Writers make and remove
 * files meanwhile: one that vanishes is not counted.
 */
final class DataFiles extends SimpleFileVisitor<Path> {
  private final Path table;
  private final Set<Path> found = new HashSet<>();

  private DataFiles(Path table) {
    this.table = table;
  }

  /** Their paths below the folder. */
  static Set<Path> of(Path table) throws IOException {
    DataFiles files = new DataFiles(table);
    Files.walkFileTree(table, files);
    return files.found;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    boolean log = folder.equals(table.resolve("_delta_log"));
    return log ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (file.toString().endsWith(".parquet")) {
      found.add(table.relativize(file));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
    return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(folder, failure);
  }
}
