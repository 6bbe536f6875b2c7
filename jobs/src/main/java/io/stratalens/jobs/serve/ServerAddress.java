package io.stratalens.jobs.serve;

import io.stratalens.udfs.error.StratalensException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Where a server listens.
 *
 * @param host a name or address of this machine
 * @param port 0 for any free one
 */
public record ServerAddress(String host, int port) {
  /** Whether only this machine reaches it; a host that is unknown is refused. */
  public boolean local() {
    return address().isLoopbackAddress();
  }

  /**
   * The name by which clients reach it: a Connect client sends its token without TLS to {@code
   * localhost} alone.
   */
  public String clientHost() {
    return local() ? "localhost" : host;
  }

  /** Refuses an address that is taken, or that this machine has not; {@code option} names it. */
  public ServerAddress free(String option) {
    InetAddress address = address();
    try (ServerSocket socket = new ServerSocket(port, 1, address)) {
      return this;
    } catch (IOException e) {
      throw taken(e, option);
    }
  }

  StratalensException taken(Exception cause, String option) {
    return StratalensException.invalid(
        cause,
        "Cannot serve because the address cannot be listened at (%s): %s:%d. Choose another %s.",
        cause.getMessage(),
        host,
        port,
        option);
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw StratalensException.invalid(
          e, "Cannot serve because the host is not known: %s. Give another --host.", host);
    }
  }
}
