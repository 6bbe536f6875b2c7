package io.stratalens.workers.pipeline;

/**
 * Which pass of a chunk.
 *
 * @param chunk the chunk of prompts, from 0
 * @param microbatch the microbatch within it, from 0
 * @param step the microbatch's pass, from 0
 */
public record PassPlace(int chunk, int microbatch, int step) {
  /** The pass of the same microbatch that follows. */
  public PassPlace next() {
    return new PassPlace(chunk, microbatch, step + 1);
  }

  @Override
  public String toString() {
    return "microbatch %d of chunk %d, step %d".formatted(microbatch, chunk, step);
  }
}
