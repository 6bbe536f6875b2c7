package io.stratalens.workers.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stratalens.workers.input.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a header token by token: a tree of it would cost many times its bytes, and what a header of
 * 100 MB holds is not known before it is read.
 */
final class HeaderParser {
  private static final String METADATA = "__metadata__";
  private static final int MOST_DIMENSIONS = 8;

  private final Path file;
  private final long dataBegin;
  private final long dataBytes;
  private final JsonParser json;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<StoredTensor> tensors = new ArrayList<>();

  private HeaderParser(Path file, long dataBegin, long dataBytes, JsonParser json) {
    this.file = file;
    this.dataBegin = dataBegin;
    this.dataBytes = dataBytes;
    this.json = json;
  }

  /**
   * The tensors of a header in its order.
   *
   * @param dataBegin the first byte after the header
   * @param dataBytes the bytes from there to the end of the file
   */
  static SafetensorsFile parse(Path file, byte[] header, long dataBegin, long dataBytes) {
    try (JsonParser json = StrictJson.parser(header)) {
      HeaderParser parser = new HeaderParser(file, dataBegin, dataBytes, json);
      parser.header();
      return new SafetensorsFile(
          file, dataBegin + dataBytes, dataBegin, parser.metadata, parser.tensors);
    } catch (IOException e) {
      throw StrictJson.notJson("the header of " + file, e);
    }
  }

  private void header() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, "the header", "an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (name.equals(METADATA)) {
        metadata();
      } else {
        tensors.add(tensor(name));
      }
    }
    JsonToken extra = json.nextToken();
    if (extra != null) {
      throw Damage.of(file, "something follows the header's object: %s", json.getText());
    }
  }

  private void metadata() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, METADATA, "an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      expect(json.nextToken(), JsonToken.VALUE_STRING, METADATA + "." + key, "a string");
      metadata.put(key, json.getText());
    }
  }

  private StoredTensor tensor(String name) throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, name, "an object");
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      String place = name + "." + field;
      json.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(json.currentToken(), JsonToken.VALUE_STRING, place, "a string");
          dtype = json.getText();
        }
        case "shape" -> shape = numbers(place, MOST_DIMENSIONS);
        case "data_offsets" -> offsets = numbers(place, 2);
        default -> json.skipChildren();
      }
    }
    return tensor(
        name,
        present(name, "dtype", dtype),
        present(name, "shape", shape),
        present(name, "data_offsets", offsets));
  }

  private StoredTensor tensor(String name, String dtype, List<Long> shape, List<Long> offsets) {
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw Damage.of(
          file, "tensor %s has no begin and end in its data_offsets: %s", name, offsets);
    }
    if (offsets.get(1) > dataBytes) {
      throw Damage.of(
          file, "tensor %s ends after the file's %d bytes of data: %s", name, dataBytes, offsets);
    }
    long length = offsets.get(1) - offsets.get(0);
    return new StoredTensor(name, dtype, shape, file, dataBegin + offsets.get(0), length);
  }

  private List<Long> numbers(String place, int most) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY, place, "a list");
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, place, "a list of whole numbers");
      if (numbers.size() == most) {
        throw Damage.of(file, "%s has more numbers than the most allowed: %d", place, most);
      }
      // A number beyond 64 bits ends the parser with an error of its own.
      long number = json.getLongValue();
      if (number < 0) {
        throw Damage.of(file, "%s has a negative number: %d", place, number);
      }
      numbers.add(number);
    }
    return numbers;
  }

  private <T> T present(String name, String field, T value) {
    if (value == null) {
      throw Damage.of(file, "tensor %s lacks a field: %s", name, field);
    }
    return value;
  }

  private void expect(JsonToken found, JsonToken wanted, String place, String kind)
      throws IOException {
    if (found != wanted) {
      throw Damage.of(
          file, "%s is not %s: %s", place, kind, found == null ? "nothing" : json.getText());
    }
  }
}
