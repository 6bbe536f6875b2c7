package io.stratalens.jobs.sweep;

import io.stratalens.workers.labels.LabelledPrompt;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Cuts what is missing of a sweep into chunks: some test rows of a data set with as many of its
 * cells as a chunk may have. What is there already is left out, so that the same gaps give the same
 * chunks under the same numbers.
 */
final class ChunkPlan {
  /** Bounds what a restart computes again, where every cell has its random directions. */
  private static final int MOST_CELLS = 256;

  private final int chunkPrompts;
  private final FinishedRows finished;
  private final Iterator<Integer> numbers;
  private final List<SweepChunk> chunks = new ArrayList<>();

  /**
   * @param taken numbers of chunks that are committed
   */
  ChunkPlan(int chunkPrompts, FinishedRows finished, Set<Integer> taken) {
    this.chunkPrompts = chunkPrompts;
    this.finished = finished;
    this.numbers = freeNumbers(taken);
  }

  /** The numbers that chunks may have beside those that are committed, ascending without end. */
  static Iterator<Integer> freeNumbers(Set<Integer> taken) {
    return IntStream.iterate(0, i -> i + 1).filter(number -> !taken.contains(number)).iterator();
  }

  /** Adds the chunks of a data set at these cells. */
  void add(SweptDataset dataset, List<CellKey> cells) {
    for (List<LabelledPrompt> group : slices(dataset.samples(), chunkPrompts)) {
      for (List<CellKey> slice : slices(cells, MOST_CELLS)) {
        List<SweepBlock> blocks = blocks(dataset.name(), group, slice);
        if (!blocks.isEmpty()) {
          chunks.add(new SweepChunk(numbers.next(), dataset.name(), blocks));
        }
      }
    }
  }

  List<SweepChunk> chunks() {
    return chunks;
  }

  /** Rows that lack the same are computed together, and of these the cells that do. */
  private List<SweepBlock> blocks(String dataset, List<LabelledPrompt> group, List<CellKey> cells) {
    Map<Map<List<Double>, List<CellKey>>, List<LabelledPrompt>> alike = new LinkedHashMap<>();
    for (LabelledPrompt prompt : group) {
      alike
          .computeIfAbsent(missing(dataset, prompt, cells), lacking -> new ArrayList<>())
          .add(prompt);
    }
    List<SweepBlock> blocks = new ArrayList<>();
    alike.forEach(
        (lacking, prompts) ->
            lacking.forEach((some, at) -> blocks.add(new SweepBlock(prompts, at, some))));
    return blocks;
  }

  /** The cells where a row lacks something, by the multipliers that it lacks there. */
  private Map<List<Double>, List<CellKey>> missing(
      String dataset, LabelledPrompt prompt, List<CellKey> cells) {
    Map<List<Double>, List<CellKey>> missing = new LinkedHashMap<>();
    for (CellKey cell : cells) {
      List<Double> lacking = finished.lacking(dataset, cell, prompt.sample());
      if (!lacking.isEmpty()) {
        missing.computeIfAbsent(lacking, some -> new ArrayList<>()).add(cell);
      }
    }
    return missing;
  }

  private static <T> List<List<T>> slices(List<T> all, int most) {
    List<List<T>> slices = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      slices.add(all.subList(from, Math.min(all.size(), from + most)));
    }
    return slices;
  }
}
