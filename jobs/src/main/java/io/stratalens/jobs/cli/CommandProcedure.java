package io.stratalens.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine;

/**
 * A command as a procedure: its options are the arguments, {@code chunk_prompts => 8} for {@code
 * --chunk-prompts 8}, and what it refuses is refused in the same words.
 */
final class CommandProcedure<R> implements UnboundProcedure {
  private final String name;
  private final CallHost host;
  private final Function<Shell, JobCommand<R>> command;
  private final BiFunction<R, JobContext, Dataset<Row>> work;

  /**
   * @param command makes the command that reads the options
   * @param work does what was asked and gives the rows of the answer
   */
  CommandProcedure(
      String name,
      CallHost host,
      Function<Shell, JobCommand<R>> command,
      BiFunction<R, JobContext, Dataset<Row>> work) {
    this.name = name;
    this.host = host;
    this.command = command;
    this.work = work;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return String.join(" ", line(null).getCommandSpec().usageMessage().description())
        + " Arguments: "
        + arguments().list()
        + ".";
  }

  @Override
  public BoundProcedure bind(StructType given) {
    arguments().check(given);
    return new BoundCommand<>(this, given);
  }

  ProcedureArguments arguments() {
    return new ProcedureArguments(name, line(null).getCommandSpec());
  }

  Dataset<Row> run(List<String> words, SparkSession session) {
    List<String> given = new ArrayList<>(words);
    if (host.quiet()) {
      given.add("--quiet");
    }
    JobCommand<R> parsed = command.apply(host.shell());
    new CommandLine(parsed).setExpandAtFiles(false).parseArgs(given.toArray(String[]::new));
    return work.apply(parsed.request(host.warehouse()), host.context(session, name));
  }

  private CommandLine line(Shell shell) {
    return new CommandLine(command.apply(shell));
  }
}
