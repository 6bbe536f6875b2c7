package io.stratalens.jobs.cli;

import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.location.Models;
import picocli.CommandLine.Option;

/** The checkpoint of a command that runs one. */
final class ModelOption {
  /** What {@code --model} takes, wherever it is an option. */
  static final String HELP =
      "A Hugging Face checkpoint: its folder, its name in the Hugging Face cache such as"
          + " org/name or org/name@revision, or an address such as hdfs://host/models/name, which"
          + " is copied to this machine once.";

  @Option(names = "--model", required = true, paramLabel = "MODEL", description = HELP)
  private String model;

  /** The model, which must be there. */
  ModelLocation in(Models models) {
    return models.find(Inputs.filled("--model", model));
  }
}
