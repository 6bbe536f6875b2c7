package io.stratalens.jobs.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A login at a Thrift server as JDBC drivers send it (SASL PLAIN), without their start-up time. */
public final class ThriftLogin {
  private static final int START = 1;
  private static final int GO_ON = 2;
  private static final int COMPLETE = 5;

  private ThriftLogin() {}

  /** Whether the server at a JDBC address lets in who shows this password. */
  public static boolean succeeds(String jdbc, String password) throws IOException {
    URI address = URI.create(jdbc.substring("jdbc:".length()));
    try (Socket socket = new Socket(address.getHost(), address.getPort());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream())) {
      socket.setSoTimeout(60_000);
      send(out, START, "PLAIN");
      send(out, GO_ON, "\0somebody\0" + password);
      return in.readByte() == COMPLETE;
    }
  }

  private static void send(DataOutputStream out, int status, String text) throws IOException {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte(status);
    out.writeInt(payload.length);
    out.write(payload);
    out.flush();
  }
}
