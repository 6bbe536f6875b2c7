package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stratalens.jobs.serve.ServerToken;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code serve} refuses before anything starts, and where its token comes from. */
class ServeRefusalTest {
  @TempDir private Path folder;

  @Test
  void aTakenPortIsRefusedInOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run = serve(Map.of(), "--port", String.valueOf(taken.getLocalPort()));

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.messages().lines())
          .singleElement()
          .asString()
          .contains("127.0.0.1:" + taken.getLocalPort(), "Choose another --port");
      assertThat(run.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--no-token --host 0.0.0.0, other machines reach the host: 0.0.0.0",
    "--thrift 0 --host 0.0.0.0, other machines reach the host: 0.0.0.0",
    "--no-token --token-file t, a token is named too",
    "--host no.such.host.invalid, the host is not known",
    "--port 70000, is not within 0 to 65535",
    "--token abc, Unknown option"
  })
  void whatCannotBeServedIsRefused(String arguments, String sentence) {
    CommandRun run = serve(Map.of(), arguments.split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.messages().lines()).singleElement().asString().contains(sentence);
    assertThat(run.requests()).isEmpty();
  }

  @Test
  void aTokenIsMadeOnceAndOnlyItsOwnerReadsIt() throws Exception {
    ServerToken made = token(Map.of());
    Path file = folder.resolve("warehouse/_serve/token");

    assertThat(made.file()).contains(file);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(file).strip()).isEqualTo(made.value()).hasSize(43);
    assertThat(token(Map.of()).value()).isEqualTo(made.value());
    assertThat(made.toString()).doesNotContain(made.value());
  }

  @Test
  void serversThatStartAtOnceMakeOneTokenAndNobodySeesHalfOfIt() throws Exception {
    for (int time = 0; time < 50; time++) {
      Path own = folder.resolve("warehouse" + time);
      List<ServerToken> tokens =
          IntStream.range(0, 8)
              .parallel()
              .mapToObj(server -> ServerToken.find(Optional.empty(), Map.of(), own))
              .toList();

      assertThat(tokens).extracting(ServerToken::value).containsOnly(tokens.get(0).value());
      assertThat(own.resolve("_serve").toFile().list()).containsExactly("token");
    }
  }

  @Test
  void aTokenOfTheEnvironmentComesFirstUnlessAFileIsNamed() throws Exception {
    Map<String, String> environment = Map.of("STRATALENS_TOKEN", "of stratalens".replace(' ', '-'));
    Path file = Files.writeString(folder.resolve("mine"), "of-the-file\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(token(environment).variable()).contains("STRATALENS_TOKEN");
    assertThat(token(environment).value()).isEqualTo("of-stratalens");
    assertThat(token(Map.of("SPARK_CONNECT_AUTHENTICATE_TOKEN", "of-spark-itself")).value())
        .isEqualTo("of-spark-itself");
    assertThat(token(environment, "--token-file", file.toString()).value())
        .isEqualTo("of-the-file");
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  @Test
  void aTokenThatOthersReadOrThatIsNoneIsRefusedWithoutShowingIt() throws Exception {
    Path open = Files.writeString(folder.resolve("open"), "secret-in-the-open");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    CommandRun readable = serve(Map.of(), "--port", "0", "--token-file", open.toString());
    CommandRun spaced = serve(Map.of("STRATALENS_TOKEN", "two words here"), "--port", "0");

    assertThat(List.of(readable.exitCode(), spaced.exitCode())).containsOnly(2);
    assertThat(readable.messages()).contains("chmod 600").doesNotContain("secret-in");
    assertThat(spaced.messages()).contains("STRATALENS_TOKEN").doesNotContain("two words");
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r-----, false, 0",
    "rw--w----, true, 0",
    "rw-----w-, true, 0",
    "rw-------, false, 4711",
    "rw-------, true, 4711"
  })
  void aTokenFileOfOthersIsRefused(String rights, boolean named, int owner) throws Exception {
    Path made = Files.createDirectories(folder.resolve("warehouse/_serve")).resolve("token");
    Files.writeString(made, "secret-of-somebody");
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(rights));
    if (owner != 0) {
      assumeThat(System.getProperty("user.name"))
          .as("only root gives files away")
          .isEqualTo("root");
      Files.setAttribute(made, "unix:uid", owner);
    }

    String[] naming = named ? new String[] {"--token-file", made.toString()} : new String[0];
    CommandRun run = serve(Map.of(), naming);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.messages().lines())
        .singleElement()
        .asString()
        .contains(made.toString(), owner == 0 ? "chmod 600" : "another user owns it")
        .doesNotContain("secret-of");
  }

  private ServerToken token(Map<String, String> environment, String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "--port";
    arguments[1] = "0";
    System.arraycopy(more, 0, arguments, 2, more.length);
    CommandRun run = serve(environment, arguments);
    assertThat(run.exitCode()).as(run.messages()).isZero();
    return ((ServeRequest) run.requests().get(0)).order().token().orElseThrow();
  }

  private CommandRun serve(Map<String, String> environment, String... arguments) {
    String[] command = new String[arguments.length + 3];
    command[0] = "serve";
    command[1] = "--warehouse";
    command[2] = folder.resolve("warehouse").toString();
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return CommandRun.with(context -> true, environment, command);
  }
}
