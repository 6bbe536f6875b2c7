package io.stratalens.workers.metrics;

/** What the driver tells of the runs of its application, since the application began. */
public enum RunMetric {
  PROMPTS("prompts", true, "Prompts, or test rows of a sweep, whose chunk is committed"),
  TOKENS("tokens", true, "Tokens of these prompts"),
  CHUNKS("chunks", true, "Chunks that are committed, those of a lens included"),
  SWEPT_CELLS("sweptCells", true, "Cells of a sweep times the test rows that were read at them"),
  BYTES("bytes", true, "Bytes of the data files of committed chunks"),
  CHUNKS_TO_DO("chunksToDo", false, "Chunks of the run in progress that are not committed yet"),
  TOKENS_PER_SECOND(
      "tokensPerSecond",
      false,
      "Tokens a second of the run in progress, since its first chunk began"),
  CHUNK_SECONDS(
      "chunkSeconds", false, "Seconds of all committed chunks from their start to their last file"),
  PASS_SECONDS(
      "passSeconds",
      false,
      "Seconds of all committed chunks from the first to the last forward pass of the slowest stage");

  /** Before a table's name: rows of committed chunks. */
  public static final String ROWS = "rows.";

  private final String label;
  private final boolean counter;
  private final String meaning;

  RunMetric(String label, boolean counter, String meaning) {
    this.label = label;
    this.counter = counter;
    this.meaning = meaning;
  }

  /** Its name in Spark's registry. */
  public String label() {
    return label;
  }

  /** Whether it counts whole things; else it is a gauge, though those in seconds only grow too. */
  public boolean counter() {
    return counter;
  }

  /** What it is and its unit, for people. */
  public String meaning() {
    return meaning;
  }
}
