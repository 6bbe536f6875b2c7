package io.stratalens.jobs.serve;

import io.stratalens.udfs.error.StratalensException;
import java.util.Optional;

/**
 * What to serve.
 *
 * @param connect where Connect clients are awaited
 * @param token what all clients must show; nothing where it is empty
 * @param thrift where JDBC clients are awaited, if anywhere
 */
public record ServeOrder(
    ServerAddress connect, Optional<ServerToken> token, Optional<ServerAddress> thrift) {
  /** Refuses to let other machines in without a token. */
  public ServeOrder {
    if (token.isEmpty() && !connect.local()) {
      throw StratalensException.invalid(
          "Cannot serve without a token because other machines reach the host: %s. Leave --no-token"
              + " out, or serve on 127.0.0.1.",
          connect.host());
    }
    thrift.filter(address -> !address.local()).ifPresent(ServeOrder::refuse);
    thrift.ifPresent(address -> ThriftServer.check());
  }

  private static void refuse(ServerAddress address) {
    throw StratalensException.invalid(
        "Cannot serve JDBC clients because they send the token in the open and other machines reach"
            + " the host: %s. Serve on 127.0.0.1 and let them in by a tunnel.",
        address.host());
  }
}
