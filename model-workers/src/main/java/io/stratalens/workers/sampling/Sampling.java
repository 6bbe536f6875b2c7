package io.stratalens.workers.sampling;

import io.stratalens.udfs.error.StratalensException;
import java.io.Serializable;

/**
 * How the tokens of a prompt are chosen, in transformers' order: the penalty, the temperature,
 * top-k, top-p. The same seed gives the same text to the same prompt, wherever it stands and
 * whatever else is in the batch, near-ties apart.
 *
 * @param temperature divides the logits, at least 0.0001; 0 takes the likeliest token, whatever
 *     top-k and top-p say
 * @param topK how many of the likeliest tokens remain; 0 for all
 * @param topP the share of the probability that remains, above 0 and up to 1 for all
 * @param repetitionPenalty lowers the logits of tokens that the text has already; 1 for none
 * @param seed of the random numbers
 */
public record Sampling(
    double temperature, int topK, double topP, double repetitionPenalty, long seed)
    implements Serializable {
  private static final Sampling GREEDY = new Sampling(0, 0, 1, 1, 0);

  /** Refuses what no distribution comes of. */
  public Sampling {
    require(
        temperature == 0 || (temperature >= 1e-4 && temperature <= 1e6),
        "temperature",
        "0, or 0.0001 to 1000000",
        temperature);
    require(topK >= 0, "top-k", "0 for all tokens, or more", topK);
    require(topP >= 1e-6 && topP <= 1, "top-p", "0.000001 to 1", topP);
    require(
        repetitionPenalty >= 1e-3 && repetitionPenalty <= 1e3,
        "repetition penalty",
        "0.001 to 1000",
        repetitionPenalty);
  }

  /** The likeliest token, always. */
  public static Sampling greedy() {
    return GREEDY;
  }

  /**
   * What decides one token.
   *
   * @param prompt {@link #numberOf} its ids
   * @param step how many tokens of the prompt were generated before it
   * @param ids the prompt and what was generated
   */
  public Draw draw(long prompt, int step, int[] ids) {
    return new Draw(
        this, Uniform.of(seed, prompt, step), repetitionPenalty == 1 ? new int[0] : ids);
  }

  /** What a prompt's random numbers follow from, whatever its place in a table or a batch. */
  public static long numberOf(int[] ids) {
    return Uniform.of(ids);
  }

  private static void require(boolean valid, String name, String allowed, Number value) {
    if (!valid) {
      throw StratalensException.invalid(
          "Cannot sample because the %s is out of range: %s. It may be %s.", name, value, allowed);
    }
  }
}
