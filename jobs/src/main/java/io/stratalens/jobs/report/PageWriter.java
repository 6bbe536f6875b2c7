package io.stratalens.jobs.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the page's data elements one after the other; holds one prompt at a time. */
final class PageWriter {
  private final OutputStream output;
  private final PageTemplate template;

  PageWriter(OutputStream output, PageTemplate template) {
    this.output = output;
    this.template = template;
  }

  void begin(ReportRun run) throws IOException {
    text(template.head());
    element("application/json", "run", json(generator -> writeRun(generator, run)));
  }

  void add(PromptLens lens) throws IOException {
    element("application/json", "prompt", json(generator -> writePrompt(generator, lens.prompt())));
    element("application/gzip+base64", "cells", LensPayload.encode(lens));
  }

  void end(Scales scales) throws IOException {
    element("application/json", "scales", json(generator -> writeScales(generator, scales)));
    text(template.tail());
  }

  private static void writeRun(JsonGenerator json, ReportRun run) throws IOException {
    json.writeStringField("id", run.runId());
    json.writeStringField("model", run.model());
    json.writeStringField("modelHash", run.modelHash());
    json.writeNumberField("layers", run.layers());
    json.writeArrayFieldStart("sites");
    for (String site : run.sites()) {
      json.writeString(site);
    }
    json.writeEndArray();
    json.writeStringField("dtype", run.dtype());
    json.writeStringField("spec", run.spec());
    json.writeStringField("lens", run.lens());
    json.writeStringField("started", run.started() == null ? null : run.started().toString());
    json.writeStringField("ended", run.ended() == null ? null : run.ended().toString());
    json.writeNumberField("prompts", run.prompts());
  }

  private static void writePrompt(JsonGenerator json, ReportPrompt prompt) throws IOException {
    json.writeStringField("id", prompt.promptId());
    json.writeStringField("text", prompt.text());
    json.writeNumberField("tokens", prompt.tokens().size());
  }

  private static void writeScales(JsonGenerator json, Scales scales) throws IOException {
    json.writeNumberField("entropy", scales.entropy());
    json.writeNumberField("rank", scales.rank());
    json.writeNumberField("kl", scales.klToFinal());
  }

  private static byte[] json(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = SafeJson.generator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private void element(String type, String role, byte[] content) throws IOException {
    text("<script type=\"" + type + "\" data-role=\"" + role + "\">");
    output.write(content);
    text("</script>\n");
  }

  private void text(String text) throws IOException {
    output.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }
}
