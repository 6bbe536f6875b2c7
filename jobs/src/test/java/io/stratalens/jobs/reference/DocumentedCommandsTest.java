package io.stratalens.jobs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.cli.Main;
import io.stratalens.jobs.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Whatever command a document shows is there, and takes the options that it is shown with. */
class DocumentedCommandsTest {
  private static final CommandLine ROOT = Main.commands().commandLine();

  /** Behind the program's name, or at the beginning of a text in backticks. */
  private static final Pattern SHOWN =
      Pattern.compile(
          "(?:stratalens(?:\\.jar)? |`)(bench (?:%s)|%s)(?=[ `\n])([^`\n]*)"
              .formatted(names(ROOT.getSubcommands().get("bench")), names(ROOT)));

  private static final Pattern STARTED = Pattern.compile("(?m)^ *bin/stratalens ([a-z]+)");
  private static final Pattern OPTION = Pattern.compile("(?<= )--[a-z][a-z-]*");

  private static String names(CommandLine command) {
    return String.join("|", command.getSubcommands().keySet());
  }

  static Stream<Path> documents() throws IOException {
    Path root = Checkout.root();
    try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
      return Stream.concat(
          Stream.of("README.md", "BENCHMARKS.md", "CHANGELOG.md").map(root::resolve),
          docs.filter(Files::isRegularFile).filter(page -> !page.endsWith("commands.md")).sorted())
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandThatIsShownTakesItsOptions(Path document) throws IOException {
    String text = Files.readString(document).replaceAll("\\\\\n\\s*", " ");

    assertThat(STARTED.matcher(text).results().map(one -> one.group(1)))
        .isSubsetOf(ROOT.getSubcommands().keySet());
    assertThat(SHOWN.matcher(text).results())
        .allSatisfy(
            shown ->
                assertThat(options(shown.group(2)))
                    .as(shown.group())
                    .isSubsetOf(command(shown.group(1)).getCommandSpec().optionsMap().keySet()));
  }

  @ParameterizedTest
  @MethodSource("optionsThatAreLookedFor")
  void anOptionThatIsNotThereWouldBeFound(String text, String option) {
    Matcher shown = SHOWN.matcher(text);

    assertThat(shown.find()).isTrue();
    assertThat(options(shown.group(2))).contains(option);
    assertThat(command(shown.group(1)).getCommandSpec().optionsMap()).doesNotContainKey(option);
  }

  static Stream<Object[]> optionsThatAreLookedFor() {
    return Map.of(
            "    bin/stratalens bench forward --model M --rows 3\n", "--rows",
            "so `lens --targets X --run R --layers 3` reads", "--layers",
            "Main stratalens.jar sweep --sites all", "--sites")
        .entrySet()
        .stream()
        .map(one -> new Object[] {one.getKey(), one.getValue()});
  }

  private static Stream<String> options(String arguments) {
    return OPTION.matcher(arguments).results().map(MatchResult::group);
  }

  private static CommandLine command(String name) {
    CommandLine command = ROOT;
    for (String word : name.split(" ", -1)) {
      command = command.getSubcommands().get(word);
    }
    return command;
  }
}
