package io.stratalens.jobs.capture;

import java.util.List;

/** A way to compute the chunks of a run. */
public interface ChunkWork {
  /** Where computed chunks go. */
  interface Sink {
    /** Says how long the model was loaded, before chunks or again after a loss; from any thread. */
    void loaded(double seconds);

    /** Keeps the chunk safe from a crash; from any thread. */
    void written(ChunkOutput output);

    /** Commits a chunk that was written; from the thread that called {@link ChunkWork#run}. */
    void commit(ChunkOutput output);
  }

  /** How many chunks have forward passes at the same time. */
  int parallel();

  /** Computes these chunks and gives each to the sink as soon as it is there. */
  void run(List<Integer> chunks, Sink sink);
}
