package io.stratalens.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Reads a written report back without a browser. */
final class WrittenReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern ELEMENT =
      Pattern.compile("<script type=\"[^\"]*\" data-role=\"(\\w+)\">([^<]*)</script>");

  private final String html;

  private WrittenReport(String html) {
    this.html = html;
  }

  static WrittenReport read(Path file) throws IOException {
    return new WrittenReport(Files.readString(file));
  }

  String html() {
    return html;
  }

  List<String> elements(String role) {
    List<String> contents = new ArrayList<>();
    Matcher matcher = ELEMENT.matcher(html);
    while (matcher.find()) {
      if (matcher.group(1).equals(role)) {
        contents.add(matcher.group(2));
      }
    }
    return contents;
  }

  JsonNode json(String role) throws IOException {
    return MAPPER.readTree(elements(role).get(0));
  }

  List<PromptLens> prompts() throws IOException {
    List<PromptLens> prompts = new ArrayList<>();
    for (int i = 0; i < elements("prompt").size(); i++) {
      JsonNode head = MAPPER.readTree(elements("prompt").get(i));
      prompts.add(prompt(head, unpack(elements("cells").get(i))));
    }
    return prompts;
  }

  private static JsonNode unpack(String text) throws IOException {
    byte[] packed = Base64.getDecoder().decode(text);
    return MAPPER.readTree(new GZIPInputStream(new ByteArrayInputStream(packed)));
  }

  /**
   * The tokens of the prompt are those of its columns: enough where every position was captured.
   */
  private static PromptLens prompt(JsonNode head, JsonNode payload) {
    List<String> tokens = new ArrayList<>();
    for (JsonNode column : payload.get("columns")) {
      tokens.add(text(payload, column.get("token").asInt()));
    }
    List<LensCell> cells = new ArrayList<>();
    for (JsonNode site : payload.get("sites")) {
      int at = 0;
      for (JsonNode layer : site.get("layers")) {
        for (JsonNode position : site.get("positions")) {
          if (!site.get("tops").get(at).isNull()) {
            cells.add(cell(payload, site, layer.asInt(), position.asInt(), at));
          }
          at++;
        }
      }
    }
    int generated = head.get("tokens").asInt() - payload.get("promptTokens").asInt();
    return new PromptLens(
        new ReportPrompt(head.get("id").asText(), head.get("text").asText(), tokens, generated),
        cells);
  }

  private static LensCell cell(JsonNode payload, JsonNode site, int layer, int position, int at) {
    List<Integer> ids = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    for (JsonNode token : site.get("tops").get(at)) {
      ids.add(id(payload, token.asInt()));
      texts.add(text(payload, token.asInt()));
    }
    site.get("probabilities").get(at).forEach(value -> probabilities.add(number(value)));
    List<LensTarget> targets = new ArrayList<>();
    for (int i = 0; i < site.get("targets").get(at).size(); i++) {
      int token = site.get("targets").get(at).get(i).asInt();
      targets.add(
          new LensTarget(
              id(payload, token),
              text(payload, token),
              site.get("ranks").get(at).get(i).asLong(),
              number(site.get("logProbabilities").get(at).get(i))));
    }
    return new LensCell(
        layer,
        site.get("site").asText(),
        position,
        columnToken(payload, position),
        ids,
        texts,
        probabilities,
        number(site.get("entropies").get(at)),
        targets,
        number(site.get("kls").get(at)));
  }

  private static int columnToken(JsonNode payload, int position) {
    for (JsonNode column : payload.get("columns")) {
      if (column.get("position").asInt() == position) {
        return id(payload, column.get("token").asInt());
      }
    }
    throw new AssertionError("No column for position " + position);
  }

  private static int id(JsonNode payload, int token) {
    return payload.get("tokens").get("ids").get(token).asInt();
  }

  private static String text(JsonNode payload, int token) {
    return payload.get("tokens").get("texts").get(token).textValue();
  }

  private static Double number(JsonNode value) {
    return value.isNull() ? null : Double.valueOf(value.asText());
  }
}
