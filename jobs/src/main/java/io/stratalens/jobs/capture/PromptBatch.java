package io.stratalens.jobs.capture;

import io.stratalens.jobs.prompts.PromptLabels;
import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.workers.arrow.Columns;
import io.stratalens.workers.arrow.ListColumns;
import io.stratalens.workers.tokens.TokenNames;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The prompts of a chunk as rows of the table prompts, run_id apart. */
final class PromptBatch {
  private PromptBatch() {}

  static VectorSchemaRoot of(
      List<TokenisedPrompt> prompts, TokenNames names, BufferAllocator allocator) {
    int rows = prompts.size();
    BigIntVector ids = Columns.longs("prompt_id", rows, allocator);
    List<String> texts = new ArrayList<>(rows);
    List<String> sources = new ArrayList<>(rows);
    List<String> matching = new ArrayList<>(rows);
    List<String> other = new ArrayList<>(rows);
    int[] lengths = new int[rows];
    for (int row = 0; row < rows; row++) {
      TokenisedPrompt prompt = prompts.get(row);
      ids.set(row, prompt.promptId());
      texts.add(prompt.text());
      sources.add(prompt.source());
      PromptLabels labels = prompt.labels();
      matching.add(labels == null ? null : labels.matching());
      other.add(labels == null ? null : labels.other());
      lengths[row] = prompt.ids().length;
    }
    int[] flat = prompts.stream().flatMapToInt(prompt -> IntStream.of(prompt.ids())).toArray();
    ListColumns lists = ListColumns.consecutive(lengths, allocator);
    List<FieldVector> columns =
        List.of(
            ids,
            Columns.texts("text", texts, allocator),
            lists.integers("token_ids", flat),
            lists.texts("tokens", i -> names.readable(flat[i])),
            Columns.texts("matching_label", matching, allocator),
            Columns.texts("other_label", other, allocator),
            Columns.texts("source", sources, allocator));
    return Columns.root(columns, rows);
  }
}
