package io.stratalens.jobs.delta;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;

/** What a task wrote for one table: enough to commit it without reading it. */
public record FileFacts(String table, List<WrittenFile> files) implements Serializable {
  public FileFacts {
    files = List.copyOf(files);
  }

  /** Rows in all files. */
  @JsonIgnore
  public long rows() {
    return files.stream().mapToLong(WrittenFile::rows).sum();
  }

  /** Bytes of all files. */
  @JsonIgnore
  public long bytes() {
    return files.stream().mapToLong(WrittenFile::size).sum();
  }

  /** One per table, in the order of first mention: what the tasks of one chunk wrote together. */
  public static List<FileFacts> merge(List<FileFacts> parts) {
    return parts.stream()
        .collect(
            groupingBy(
                FileFacts::table,
                LinkedHashMap::new,
                collectingAndThen(
                    toList(),
                    same ->
                        new FileFacts(
                            same.get(0).table(),
                            same.stream().flatMap(part -> part.files().stream()).toList()))))
        .values()
        .stream()
        .toList();
  }
}
