package io.stratalens.jobs.reference;

import static java.util.stream.Collectors.joining;

import io.stratalens.jobs.cli.Main;
import io.stratalens.udfs.error.ErrorCategory;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/commands.md, made of what {@code --help} is made of. */
final class CommandsPage {
  private static final String HEAD =
      """
      # Commands

      This page is generated from the commands' own declarations by
      `io.stratalens.jobs.reference.ReferencePages`; a test holds that it is current. `--help` behind a
      command says the same.

      ## Exit codes

      | code | when |
      |---|---|
      | 0 | done |
      | %d | the work failed, a comparison of `parity` disagreed, or results could not be written |
      | %d | wrong usage or input: the same call fails the same way until it is changed |
      | 130, 143 | Ctrl-C or SIGTERM ended it; what is committed stays. `serve` closes what it has open, and ends with 0 after SIGTERM |

      Other processes: an executor of a cluster whose worker cannot start ends with 78, and
      `conf/schedules/cron-sweep` with 75 where another sweep of its plan still runs, else with the sweep's code.

      ## Options of every command
      """
          .formatted(ErrorCategory.FAILED.exitCode(), ErrorCategory.INVALID_INPUT.exitCode());

  private CommandsPage() {}

  static String text() {
    List<CommandSpec> commands = leaves(Main.commands()).toList();
    List<String> common =
        commands.get(0).options().stream()
            .map(OptionSpec::longestName)
            .filter(name -> commands.stream().allMatch(one -> one.findOption(name) != null))
            .toList();
    Predicate<OptionSpec> shared = option -> common.contains(option.longestName());
    return HEAD
        + table(options(commands.get(0), shared))
        + commands.stream().map(one -> section(one, shared.negate())).collect(joining());
  }

  private static Stream<CommandSpec> leaves(CommandSpec command) {
    return command.subcommands().isEmpty()
        ? Stream.of(command)
        : command.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .flatMap(CommandsPage::leaves);
  }

  private static String section(CommandSpec command, Predicate<OptionSpec> own) {
    return "\n## %s\n\n%s\n"
            .formatted(
                command.qualifiedName(" ").substring(command.root().name().length() + 1),
                String.join("\n", command.usageMessage().description()))
        + table(
            Stream.concat(
                command.positionalParameters().stream().map(ArgumentRow::of),
                options(command, own)));
  }

  private static Stream<String> options(CommandSpec command, Predicate<OptionSpec> wanted) {
    return command.options().stream()
        .filter(wanted)
        .sorted(ArgumentRow.AS_IN_HELP)
        .map(ArgumentRow::of);
  }

  private static String table(Stream<String> rows) {
    return rows.collect(
        joining("", "\n| option | value | default | what |\n|---|---|---|---|\n", ""));
  }
}
