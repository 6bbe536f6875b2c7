package io.stratalens.jobs.reference;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** An option or parameter of a command as a row of its table. */
final class ArgumentRow {
  /** The order in which help lists options: by their shortest names. */
  static final Comparator<OptionSpec> AS_IN_HELP =
      Comparator.comparing(
          option -> option.shortestName().replaceFirst("^-+", "").toLowerCase(Locale.ROOT));

  private static final Pattern DEFAULT = Pattern.compile(" \\(default: ([^)]*)\\)");
  private static final Map<Class<?>, String> TYPES =
      Map.of(
          int.class, "whole number",
          Integer.class, "whole number",
          Long.class, "whole number",
          double.class, "number",
          Double.class, "number",
          String.class, "text",
          Path.class, "path");

  private ArgumentRow() {}

  static String of(OptionSpec option) {
    return row(Stream.of(option.names()).map("`%s`"::formatted).collect(joining(", ")), option);
  }

  static String of(PositionalParamSpec parameter) {
    return row("`%s`".formatted(parameter.paramLabel()), parameter);
  }

  private static String row(String name, ArgSpec argument) {
    String description = String.join(" ", argument.description());
    Matcher said = DEFAULT.matcher(description);
    String fallback = said.find() ? said.group(1) : needed(argument);
    return Stream.of(name, value(argument), fallback, said.replaceFirst(""))
        .map(cell -> cell.replace("|", "\\|"))
        .collect(joining(" | ", "| ", " |\n"));
  }

  private static String needed(ArgSpec argument) {
    if (argument.group() != null) {
      return "one of "
          + argument.group().options().stream()
              .map(option -> "`" + option.longestName() + "`")
              .collect(joining(", "));
    }
    return argument.required() ? "required" : "";
  }

  private static String value(ArgSpec argument) {
    if (argument.arity().max() == 0) {
      return "";
    }
    Class<?> type = argument.isMultiValue() ? argument.auxiliaryTypes()[0] : argument.type();
    if (!TYPES.containsKey(type)) {
      throw new IllegalStateException("no word for the type of " + argument + ": " + type);
    }
    return "`%s`, %s%s".formatted(argument.paramLabel(), TYPES.get(type), several(argument));
  }

  private static String several(ArgSpec argument) {
    if (!argument.isMultiValue()) {
      return argument.arity().min() == 0 ? ", may be left out" : "";
    }
    return argument.splitRegex().isEmpty() ? "; several" : "; several, separated by commas";
  }
}
