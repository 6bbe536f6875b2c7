package io.stratalens.jobs.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.OptionalInt;

/** What a server prints once clients can come: one JSON object on a line, without the token. */
final class ReadyLine {
  private ReadyLine() {}

  static String of(ServeOrder order, int connectPort, OptionalInt thriftPort, Path warehouse) {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("remote", "sc://" + order.connect().clientHost() + ":" + connectPort);
    order
        .token()
        .ifPresent(
            token -> {
              token.file().ifPresent(file -> line.put("token_file", file.toString()));
              token.variable().ifPresent(name -> line.put("token_variable", name));
            });
    thriftPort.ifPresent(port -> line.put("jdbc", "jdbc:hive2://localhost:" + port + "/default"));
    line.put("warehouse", warehouse.toString());
    return line.toString();
  }
}
