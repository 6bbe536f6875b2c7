package io.stratalens.jobs.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * JSON that can stand inside an HTML script element whatever the strings hold: ASCII only, and
 * without the characters that could end the element or open a comment.
 */
final class SafeJson {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .characterEscapes(new HtmlEscapes())
          .build();

  private SafeJson() {}

  static JsonGenerator generator(OutputStream output) throws IOException {
    return FACTORY.createGenerator(output);
  }

  /** Writes a number rounded to so many significant digits; null stays null. */
  static void writeRounded(JsonGenerator json, Double value, int digits) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (!Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNumber(
          BigDecimal.valueOf(value).round(new MathContext(digits)).stripTrailingZeros().toString());
    }
  }

  private static final class HtmlEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] escapes = standardAsciiEscapesForJSON();

    HtmlEscapes() {
      for (char unsafe : new char[] {'<', '>', '&', '\'', 0x7F}) {
        escapes[unsafe] = ESCAPE_STANDARD;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes;
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
      return null;
    }
  }
}
