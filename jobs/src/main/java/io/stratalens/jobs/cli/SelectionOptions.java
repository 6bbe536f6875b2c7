package io.stratalens.jobs.cli;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.SiteSelection;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that choose which vectors are captured, and how they are stored. */
final class SelectionOptions {
  @Option(
      names = "--layers",
      paramLabel = "SPEC",
      defaultValue = "all",
      description =
          "Layers: all, or numbers and ranges such as 0,5,10-12 or -1 or 5- (default:"
              + " ${DEFAULT-VALUE}).")
  private String layers;

  @Option(
      names = "--sites",
      paramLabel = "LIST",
      defaultValue = "resid_post",
      description =
          "Sites: all, or some of resid_pre, ln1_out, attn_out, resid_mid, ln2_out, mlp_out and"
              + " resid_post, separated by commas (default: ${DEFAULT-VALUE}).")
  private String sites;

  @Option(
      names = "--positions",
      paramLabel = "SPEC",
      defaultValue = "all",
      description =
          "Token positions: all, prompt, generated, last, last:N, or numbers, negative ones from the"
              + " prompt's end; commas combine (default: ${DEFAULT-VALUE}).")
  private String positions;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "compute",
      description =
          "How vectors are stored: compute, f32, f16 or bf16; compute is float32 on a CPU and the"
              + " model's own type on a GPU (default: ${DEFAULT-VALUE}).")
  private String dtype;

  SelectionRequest request() {
    return new SelectionRequest(
        LayerSelection.parse(Inputs.filled("--layers", layers)),
        SiteSelection.parse(Inputs.filled("--sites", sites)).sites(),
        PositionSelection.parse(Inputs.filled("--positions", positions)),
        dtype.equals("compute") ? Optional.empty() : Optional.of(VectorType.of(dtype)));
  }
}
