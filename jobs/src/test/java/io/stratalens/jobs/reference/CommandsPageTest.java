package io.stratalens.jobs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.cli.Main;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class CommandsPageTest {
  private static final List<String> COMMON = List.of("--conf", "--help", "--quiet", "--warehouse");

  @ParameterizedTest
  @ValueSource(strings = {"capture", "plan", "serve", "bench baseline"})
  void aCommandsOptionsStandInTheOrderOfItsHelp(String name) {
    CommandLine command = Main.commands().commandLine();
    for (String word : name.split(" ", -1)) {
      command = command.getSubcommands().get(word);
    }
    List<String> inHelp =
        options("^ {2,6}(?:-h, )?(--[a-z-]+)", command.getUsageMessage(Ansi.OFF)).stream()
            .filter(option -> !COMMON.contains(option))
            .toList();

    assertThat(options("^\\| `(--[a-z-]+)`", section(name))).isEqualTo(inHelp).isNotEmpty();
  }

  @Test
  void whatEveryCommandTakesStandsThereOnce() {
    assertThat(options("^\\| (?:`-h`, )?`(--[a-z-]+)`", CommandsPage.text()))
        .filteredOn(COMMON::contains)
        .isEqualTo(COMMON);
  }

  private static String section(String name) {
    String behind = CommandsPage.text().split("\n## " + name + "\n", 2)[1];
    return behind.split("\n## ", 2)[0];
  }

  private static List<String> options(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
