package io.stratalens.workers.sweep;

/**
 * What whole rows of logits say of the labels of a batch.
 *
 * @param labels the logits of the two labels of every row, matching and other in turn
 * @param tops for each row whether one of its labels has the highest logit of all
 */
@SuppressWarnings("ArrayRecordComponent") // Filled once, read once.
record LabelReading(float[] labels, boolean[] tops) {
  /**
   * @param logits [rows x vocabulary]
   */
  static LabelReading of(float[] logits, SweepBatch batch) {
    int[] ids = batch.labels();
    int vocabulary = logits.length / batch.size();
    float[] labels = new float[ids.length];
    boolean[] tops = new boolean[batch.size()];
    for (int row = 0; row < tops.length; row++) {
      int from = row * vocabulary;
      for (int label = 2 * row; label < 2 * row + 2; label++) {
        labels[label] = logits[from + ids[label]];
      }
      float highest = Float.NEGATIVE_INFINITY;
      for (int id = 0; id < vocabulary; id++) {
        highest = Math.max(highest, logits[from + id]);
      }
      tops[row] = Math.max(labels[2 * row], labels[2 * row + 1]) == highest;
    }
    return new LabelReading(labels, tops);
  }
}
