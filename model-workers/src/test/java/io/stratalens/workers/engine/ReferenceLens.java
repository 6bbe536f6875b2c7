package io.stratalens.workers.engine;

import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.Arrays;

/** Final norm, unembedding and softmax in float64, from the checkpoint's own tensors. */
final class ReferenceLens {
  /** Natural logarithms of the distribution over the vocabulary, and the logits they come from. */
  record Reading(double[] logits, double[] logs) {
    double probability(int id) {
      return Math.exp(logs[id]);
    }

    double entropy() {
      return -Arrays.stream(logs).map(log -> Math.exp(log) * log).sum();
    }

    /** The sum of p (log p - log q), p being this. */
    double divergenceTo(Reading other) {
      double sum = 0;
      for (int i = 0; i < logs.length; i++) {
        sum += Math.exp(logs[i]) * (logs[i] - other.logs[i]);
      }
      return sum;
    }

    /** The tokens that are more likely by more than a margin of logits. */
    long rank(int id, double margin) {
      return Arrays.stream(logits).filter(logit -> logit > logits[id] + margin).count();
    }
  }

  private final double epsilon;
  private final double[] norm;
  private final double[] unembedding;

  private ReferenceLens(double epsilon, double[] norm, double[] unembedding) {
    this.epsilon = epsilon;
    this.norm = norm;
    this.unembedding = unembedding;
  }

  static ReferenceLens read(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      boolean untied = checkpoint.has("lm_head.weight");
      return new ReferenceLens(
          ModelConfig.read(folder).normEpsilon(),
          Agreement.doubles(checkpoint.floats("model.norm.weight")),
          Agreement.doubles(
              checkpoint.floats(untied ? "lm_head.weight" : "model.embed_tokens.weight")));
    }
  }

  Reading read(float[] vector) {
    double[] h = Agreement.doubles(vector);
    double scale = 1 / Math.sqrt(Formulas.dot(h, h) / h.length + epsilon);
    double[] logits = new double[unembedding.length / h.length];
    for (int id = 0; id < logits.length; id++) {
      for (int i = 0; i < h.length; i++) {
        logits[id] += h[i] * scale * norm[i] * unembedding[id * h.length + i];
      }
    }
    double peak = Arrays.stream(logits).max().orElseThrow();
    double total = Math.log(Arrays.stream(logits).map(logit -> Math.exp(logit - peak)).sum());
    return new Reading(logits, Arrays.stream(logits).map(logit -> logit - peak - total).toArray());
  }
}
