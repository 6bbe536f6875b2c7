package io.stratalens.jobs.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A query of one value that needs no table, and what it gives; for any client of a server too.
 *
 * @param result the value cast to STRING; null for NULL
 * @param error part of the message of a query that is refused
 */
public record FunctionCase(String sql, String result, Optional<String> error) {
  private static final String FILE = "function-cases.jsonl";

  /** All cases. */
  public static List<FunctionCase> all() {
    try (InputStream lines = FunctionCase.class.getResourceAsStream(FILE)) {
      return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(FunctionCase::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The query whose value is that of {@link #result}. */
  public String textQuery() {
    return "SELECT CAST(x AS STRING) FROM (%s) AS t(x)".formatted(sql);
  }

  /** The same with the functions of the catalog in place of the bare names. */
  public FunctionCase ofCatalog() {
    return new FunctionCase(
        sql.replaceAll("(?i)\\b(vec_\\w+|slope|spearman)\\(", "stratalens.$1("), result, error);
  }

  private static FunctionCase parse(String line) {
    try {
      JsonNode fields = new ObjectMapper().readTree(line);
      return new FunctionCase(
          fields.get("sql").textValue(),
          fields.path("result").textValue(),
          Optional.ofNullable(fields.path("error").textValue()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(line, e);
    }
  }
}
