package io.stratalens.jobs.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The checkpoint of a command that runs one. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Folder of a Hugging Face checkpoint.")
  private Path model;

  Path folder() {
    return Inputs.model(model);
  }
}
