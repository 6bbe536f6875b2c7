package io.stratalens.workers.engine;

import java.util.List;

/**
 * Prompts that were read once, unsteered, and steered forwards of them that begin where they differ
 * from that reading. For one thread at a time; closing frees the reading.
 */
public interface Branches extends AutoCloseable {
  /** Unsteered logits of the last positions in float32, [prompts x vocabulary]. */
  float[] logits();

  /** What one branch of all prompts takes of memory while it runs, about. */
  long bytesOfBranch();

  /**
   * The logits of each prompt's own labels at its last position, [branches x prompts x labels], in
   * float32.
   *
   * @param branches ordered by layer, then site, of places that the reading kept
   */
  float[] run(List<Branch> branches, LabelVectors labels);

  @Override
  void close();
}
