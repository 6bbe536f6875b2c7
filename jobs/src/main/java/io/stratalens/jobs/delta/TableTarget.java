package io.stratalens.jobs.delta;

import static java.util.Objects.requireNonNull;

import io.stratalens.jobs.tables.TableDefinition;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a task writes a table's files: all that travels to it, since Kernel's engine and
 * transactions stay on the driver.
 *
 * @param folder the table's folder as Hadoop reads it, never URL-encoded
 * @param settings the driver's Hadoop settings that no default gives
 */
public record TableTarget(TableDefinition definition, String folder, Map<String, String> settings)
    implements Serializable {
  private static final String LOCAL = "file://";

  public TableTarget {
    requireNonNull(definition, "definition");
    requireNonNull(folder, "folder");
    settings = Map.copyOf(settings);
  }

  /** The table's name. */
  public String table() {
    return definition.name();
  }

  /** Where a data file lies on a local or mounted file system; empty for any other. */
  Optional<Path> local(WrittenFile file) {
    return folder.startsWith(LOCAL)
        ? Optional.of(Path.of(folder.substring(LOCAL.length()), file.name()))
        : Optional.empty();
  }

  /** Without the settings, among which there may be credentials. */
  @Override
  public String toString() {
    return table() + " in " + folder;
  }
}
