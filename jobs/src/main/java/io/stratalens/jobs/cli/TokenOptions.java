package io.stratalens.jobs.cli;

import io.stratalens.jobs.serve.ServerToken;
import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the token of a server is; never the token itself, which other users would see. */
final class TokenOptions {
  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File of the token that clients must show; made where there is none (default: the"
              + " environment's STRATALENS_TOKEN or SPARK_CONNECT_AUTHENTICATE_TOKEN, else"
              + " _serve/token in the warehouse).")
  private Path file;

  @Option(names = "--no-token", description = "Let in every user of this machine, without a token.")
  private boolean none;

  Optional<ServerToken> find(Map<String, String> environment, Path warehouse) {
    if (!none) {
      return Optional.of(ServerToken.find(Optional.ofNullable(file), environment, warehouse));
    }
    if (file != null) {
      throw StratalensException.invalid(
          "Cannot use --no-token because a token is named too: --token-file %s. Give the one or the"
              + " other.",
          file);
    }
    return Optional.empty();
  }
}
