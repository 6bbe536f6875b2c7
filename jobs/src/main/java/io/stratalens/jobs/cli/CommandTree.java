package io.stratalens.jobs.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands, put together. */
@Command(
    name = "stratalens",
    description = "Layer-wise activation tables and steering for large language models.",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Every command takes --warehouse, --conf, --quiet and --help.",
      "Results go to standard output, everything else to standard error.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage or input."
    })
final class CommandTree {
  private CommandTree() {}

  static CommandLine of(
      Console console, Map<String, String> environment, Jobs jobs, ErrorReport errors) {
    Shell shell = new Shell(console, environment, jobs);
    CommandLine root =
        new CommandLine(new CommandTree())
            .addSubcommand(new CaptureCommand(shell))
            .addSubcommand(new GenerateCommand(shell))
            .addSubcommand(new LensCommand(shell))
            .addSubcommand(new VectorsCommand(shell))
            .addSubcommand(new SweepCommand(shell))
            .addSubcommand(new UnembeddingCommand(shell))
            .addSubcommand(new ReportCommand(shell))
            .addSubcommand(new SqlCommand(shell))
            .addSubcommand(new MaintainCommand(shell))
            .addSubcommand(new ServeCommand(shell))
            .addSubcommand(new ParityCommand(shell))
            .addSubcommand(new PlanCommand(shell))
            .addSubcommand(
                new CommandLine(new BenchCommand())
                    .addSubcommand(new BenchForwardCommand(shell))
                    .addSubcommand(new BenchBaselineCommand(shell))
                    .addSubcommand(new BenchCaptureCommand(shell))
                    .addSubcommand(new BenchChunkCommand(shell))
                    .addSubcommand(new BenchFunctionsCommand(shell))
                    .addSubcommand(new BenchGrowthCommand(shell))
                    .addSubcommand(new BenchPipelineCommand(shell))
                    .addSubcommand(new BenchSweepCommand(shell)));
    return root.setExpandAtFiles(false) // a token or a query may start with @
        .setOut(new PrintWriter(console.results(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((refused, arguments) -> errors.refuse(refused))
        .setExecutionExceptionHandler(errors::fail);
  }
}
