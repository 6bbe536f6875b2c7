package io.stratalens.workers.engine;

/**
 * The rows that one lens product reads.
 *
 * @param scored the slots to read
 * @param finalSlot the slot of the last layer's resid_post, or -1 where it is missing
 * @param first the first row
 * @param end the row after the last
 * @param targets token ids, [rows x targetsPerRow]; any valid id stands for "none"
 * @param targetsPerRow at least one
 * @param topK how many tokens to name
 */
public record LensBlock(
    int[] scored, int finalSlot, int first, int end, long[] targets, int targetsPerRow, int topK) {
  /**
   * How many rows a product should have. Their logits stay in the cache from the product to the
   * last sum: 98 GFLOP/s against 71 with 256 rows, at 49,152 tokens on 2 cores. A block of fewer
   * rows is read with those of other slots.
   */
  public static final int ROWS_TOGETHER = 64;

  /** Requires rows, and targets for each. */
  public LensBlock {
    scored = scored.clone();
    targets = targets.clone();
    if (end <= first || targets.length != (end - first) * targetsPerRow) {
      throw new IllegalArgumentException("a block has rows, and targets for each row");
    }
  }

  /** Rows of the block. */
  public int rows() {
    return end - first;
  }
}
