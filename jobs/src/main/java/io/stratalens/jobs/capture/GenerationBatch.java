package io.stratalens.jobs.capture;

import io.stratalens.jobs.steering.AppliedCounts;
import io.stratalens.workers.arrow.Columns;
import io.stratalens.workers.arrow.ListColumns;
import io.stratalens.workers.generate.Generated;
import io.stratalens.workers.tokens.TokenNames;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * What was generated from the prompts of a chunk as rows of the table generations, run_id apart.
 */
final class GenerationBatch {
  private GenerationBatch() {}

  static VectorSchemaRoot of(
      List<Generated> generations,
      List<String> interventions,
      TokenNames names,
      BufferAllocator allocator) {
    int rows = generations.size();
    BigIntVector ids = Columns.longs("prompt_id", rows, allocator);
    Float4Vector rates = Columns.floats("tokens_per_second", rows, allocator);
    for (int row = 0; row < rows; row++) {
      Generated one = generations.get(row);
      ids.set(row, one.promptId());
      rates.set(row, (float) (one.ids().length / one.seconds()));
    }
    int[] lengths = generations.stream().mapToInt(one -> one.ids().length).toArray();
    int[] flat = generations.stream().flatMapToInt(one -> IntStream.of(one.ids())).toArray();
    ListColumns lists = ListColumns.consecutive(lengths, allocator);
    return Columns.root(
        List.of(
            ids,
            Columns.texts(
                "steering",
                generations.stream()
                    .map(one -> AppliedCounts.json(interventions, one.applied()))
                    .toList(),
                allocator),
            Columns.texts(
                "text",
                generations.stream().map(one -> one.text().orElse(null)).toList(),
                allocator),
            lists.integers("token_ids", flat),
            lists.texts("tokens", i -> names.readable(flat[i])),
            Columns.texts(
                "finish_reason",
                generations.stream().map(one -> one.reason().label()).toList(),
                allocator),
            rates),
        rows);
  }
}
