package io.stratalens.jobs.steering;

import io.stratalens.udfs.error.StratalensException;
import java.util.Optional;

/** Where the vector of an intervention comes from. */
sealed interface VectorSource {
  /**
   * A data set's vector of the layer and site that are steered.
   *
   * @param method how it was made; empty where it is the only one, however it was made
   */
  record Named(String dataset, Optional<String> method) implements VectorSource {}

  /** A row of the table steering_vectors. */
  record Id(String vectorId) implements VectorSource {}

  /** What a prompt of a stored run had at the layer and site that are steered. */
  record StoredRow(String runId, long promptId, int position) implements VectorSource {}

  /** The forms of a source, for the remedy of a refusal. */
  String HELP =
      "a data set's name, id:VECTOR_ID of the table steering_vectors, or row:RUN/PROMPT/POSITION of"
          + " the table activations";

  /** Reads one of the forms. */
  static VectorSource parse(String text, Optional<String> method) {
    if (text.startsWith("id:")) {
      return new Id(text.substring(3));
    }
    return text.startsWith("row:") ? row(text) : new Named(text, method);
  }

  private static StoredRow row(String text) {
    String[] parts = text.substring(4).split("/", -1);
    try {
      if (parts.length == 3) {
        return new StoredRow(parts[0], Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
      }
    } catch (NumberFormatException e) {
      // Refused below, as any other form that is none.
    }
    throw StratalensException.invalid(
        "Cannot steer because the vector is none of the forms: '%s'. Give %s.", text, HELP);
  }
}
