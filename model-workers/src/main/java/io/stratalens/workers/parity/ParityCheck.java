package io.stratalens.workers.parity;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.steering.Intervention;
import io.stratalens.workers.steering.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares a loaded model with golden values: a safetensors file whose tensors are named {@code
 * p0.ids}, {@code p0.resid_post} [layers, positions, width], {@code p0.logits}, {@code
 * p0.lens_ids}, {@code p0.greedy}, {@code steer.ln2_out.last.logits} and so on.
 */
public final class ParityCheck {
  private final StageEngine engine;
  private final Reference reference;
  private final double tolerance;

  /**
   * @param engine a whole model
   * @param golden the reference; stays the caller's to close
   * @param tolerance the largest relative error of a vector or a row of logits; half of it plus
   *     half of it times |value| is the limit of lens numbers
   */
  public ParityCheck(StageEngine engine, Checkpoint golden, double tolerance) {
    this.engine = engine;
    this.reference = new Reference(golden, engine.config());
    this.tolerance = tolerance;
  }

  /** Tensors of the reference that mean nothing here, by name. */
  public List<String> unknownTensors() {
    return reference.unknown();
  }

  /** Runs every prompt of the reference and judges what it holds. */
  public List<Finding> run() {
    Tally tally = new Tally(engine.computeVectorType(), tolerance, engine.config().vocabulary());
    PromptCheck prompts = new PromptCheck(engine, reference, tally);
    reference.prompts().forEach(prompts::run);
    compareSteered(tally);
    List<Finding> findings = new ArrayList<>(tally.findings());
    if (reference.prompts().keySet().stream()
        .anyMatch(prompt -> reference.greedy(prompt).isPresent())) {
      findings.add(new GreedyCheck(engine, tolerance).run(reference));
    }
    return findings;
  }

  private void compareSteered(Tally tally) {
    for (SteeredCase one : reference.steered()) {
      int[] ids = reference.steeredPrompt();
      Microbatch batch = new Microbatch(List.of(new TokenRow(0, ids)));
      Intervention add =
          new Intervention(
              reference.steeringLayer(),
              one.site(),
              Operation.ADD,
              reference.steeringMultiplier(),
              reference.steeringVector(),
              List.of(one.positions(ids.length)));
      try (ForwardResult result = engine.forward(batch, KeepRequest.nothing(1), List.of(add))) {
        float[] logits = engine.logits(result, batch, List.of(new int[] {ids.length - 1}));
        float[] expected = reference.steeredLogits(one);
        tally.site(one.name()).addRow(logits, 0, expected, 0, expected.length);
      }
    }
  }
}
