package io.stratalens.jobs.cli;

import picocli.CommandLine.Option;

/** How a benchmark shows its figures. */
final class JsonOption {
  @Option(names = "--json", description = "One object a line in place of the table.")
  private boolean json;

  boolean json() {
    return json;
  }
}
