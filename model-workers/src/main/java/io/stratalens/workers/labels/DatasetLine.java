package io.stratalens.workers.labels;

import java.io.Serializable;

/**
 * A row of a data set as it is stored.
 *
 * @param sample its place in the data set, from 0
 * @param source file and row, such as {@code mood.jsonl:4}, the first row being 1
 * @param json a JSON object in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
public record DatasetLine(int sample, String source, byte[] json) implements Serializable {
  /** How messages name the row. */
  String name() {
    return "row " + sample + " (" + source + ")";
  }
}
