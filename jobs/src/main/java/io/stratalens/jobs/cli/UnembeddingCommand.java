package io.stratalens.jobs.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stratalens unembedding}. */
@Command(
    name = "unembedding",
    description = {
      "Write the vector of every token of a model's vocabulary into the table unembedding, so that",
      "sql finds the tokens nearest to a stored vector. Prints the model's hash. A model that is",
      "there already is left as it is."
    })
final class UnembeddingCommand extends JobCommand<UnembeddingRequest> {
  @Mixin private ModelOption model;

  UnembeddingCommand(Shell shell) {
    super(shell);
  }

  @Override
  UnembeddingRequest request(Path warehouse) {
    return new UnembeddingRequest(model.in(models()));
  }

  @Override
  int run(UnembeddingRequest request, Jobs jobs, JobContext context) {
    jobs.unembedding(request, context);
    return 0;
  }
}
