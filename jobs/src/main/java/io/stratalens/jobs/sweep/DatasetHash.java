package io.stratalens.jobs.sweep;

import io.stratalens.udfs.steering.SteeringMethod;
import io.stratalens.workers.labels.DatasetLine;
import io.stratalens.workers.labels.PromptTemplate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over values, each with its length before it, so that none runs into the next. */
final class DatasetHash {
  private final MessageDigest digest;

  private DatasetHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** The hash of texts. */
  static String of(String... texts) {
    DatasetHash hash = new DatasetHash();
    for (String text : texts) {
      hash.add(text);
    }
    return hash.hex();
  }

  /** The hash of a data set's rows and of how its vector is made. */
  static String of(
      List<DatasetLine> lines, PromptTemplate template, int[] vectorRows, SteeringMethod method) {
    DatasetHash hash = new DatasetHash();
    lines.forEach(line -> hash.add(line.json()));
    hash.add(template.text());
    hash.add(template.form().label());
    hash.add(RowRanges.text(vectorRows));
    hash.add(method.label());
    return hash.hex();
  }

  private void add(String text) {
    add(text.getBytes(StandardCharsets.UTF_8));
  }

  private void add(byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
