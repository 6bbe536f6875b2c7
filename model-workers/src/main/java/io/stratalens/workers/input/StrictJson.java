package io.stratalens.workers.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.udfs.error.StratalensException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * JSON from files that are not trusted: UTF-8 only, a name twice in one object is an error, and so
 * is anything after the value.
 */
public final class StrictJson {
  private static final int LARGEST_OBJECT = 10_000_000;
  private static final String REMEDY = "Fetch the file again or correct it.";

  private static final Pattern ADVICE_TO_PROGRAMMERS =
      Pattern.compile("(?s): enable `.*|: was expecting \\(.*| \\(start marker.*|, from `[^`]*`");

  // Names in these files are mostly unique: a symbol table of them would only grow.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private StrictJson() {}

  /** A parser over UTF-8 bytes; malformed bytes end it with a CharacterCodingException. */
  public static JsonParser parser(byte[] utf8) throws IOException {
    return FACTORY.createParser(reader(utf8));
  }

  /** The object of a small file such as config.json; refused when it is anything else. */
  public static ObjectNode object(Path file) {
    try {
      long size = Files.size(file);
      if (size > LARGEST_OBJECT) {
        throw InputFile.refused(
            file, REMEDY, "it is larger than %d bytes: %d", LARGEST_OBJECT, size);
      }
      return object(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /** The object in UTF-8 bytes; {@code source} names them in a refusal. */
  public static ObjectNode object(Object source, byte[] utf8) {
    try {
      JsonNode node = MAPPER.readTree(reader(utf8));
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw InputFile.refused(source, REMEDY, "it is not a JSON object: %s", String.valueOf(node));
    } catch (IOException e) {
      throw notJson(source, e);
    }
  }

  /** The refusal for what a parser of this class threw. */
  public static StratalensException notJson(Object source, IOException cause) {
    if (cause instanceof JsonProcessingException syntax) {
      String problem = ADVICE_TO_PROGRAMMERS.matcher(syntax.getOriginalMessage()).replaceAll("");
      JsonLocation place = syntax.getLocation();
      return place == null || place.getLineNr() < 1
          ? InputFile.refused(source, REMEDY, "its JSON is not valid: %s", problem)
          : InputFile.refused(
              source,
              REMEDY,
              "its JSON is not valid at line %d, column %d: %s",
              place.getLineNr(),
              place.getColumnNr(),
              problem);
    }
    if (cause instanceof CharacterCodingException) {
      return InputFile.refused(source, REMEDY, "its JSON is not UTF-8");
    }
    return StratalensException.failed(cause, "Cannot read %s: %s", source, cause);
  }

  // A decoder of its own reports malformed bytes; the charset's would replace them.
  private static Reader reader(byte[] utf8) {
    return new InputStreamReader(
        new ByteArrayInputStream(utf8), StandardCharsets.UTF_8.newDecoder());
  }
}
