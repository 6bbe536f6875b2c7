package io.stratalens.workers.lens;

import io.stratalens.workers.arrow.Columns;
import io.stratalens.workers.arrow.ListColumns;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.LensNumbers;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.tokens.TokenNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Lens numbers as an Arrow batch: one row per slot, position and target, with columns prompt_id,
 * layer, site, position, token_id, top_ids, top_tokens, top_probs, entropy, target_id, target_rank,
 * target_logprob and kl_to_final.
 */
final class LensRows {
  private final LensSpec spec;
  private final TokenNames names;
  private final BufferAllocator allocator;

  LensRows(LensSpec spec, TokenNames names, BufferAllocator allocator) {
    this.spec = spec;
    this.names = names;
    this.allocator = allocator;
  }

  VectorSchemaRoot batch(LensNumbers numbers, List<RowKey> keys, List<LayerSite> slots) {
    int count = slots.size() * keys.size() * spec.targets();
    BigIntVector prompts = Columns.longs("prompt_id", count, allocator);
    IntVector layers = Columns.integers("layer", count, allocator);
    IntVector positions = Columns.integers("position", count, allocator);
    IntVector tokens = Columns.integers("token_id", count, allocator);
    Float4Vector entropies = Columns.floats("entropy", count, allocator);
    IntVector targets = Columns.integers("target_id", count, allocator);
    IntVector ranks = Columns.integers("target_rank", count, allocator);
    Float4Vector logs = Columns.floats("target_logprob", count, allocator);
    Float4Vector divergences = Columns.floats("kl_to_final", count, allocator);
    List<String> sites = new ArrayList<>(count);
    int[] reads = new int[count];
    int row = 0;
    for (int slot = 0; slot < slots.size(); slot++) {
      for (int key = 0; key < keys.size(); key++) {
        int read = slot * keys.size() + key;
        for (int i = 0; i < spec.targets(); i++, row++) {
          RowKey own = keys.get(key);
          prompts.set(row, own.promptId());
          layers.set(row, slots.get(slot).layer());
          positions.set(row, own.position());
          tokens.set(row, own.tokenId());
          sites.add(slots.get(slot).site().label());
          entropies.set(row, numbers.entropies()[read]);
          if (numbers.divergences() != null) {
            divergences.set(row, numbers.divergences()[read]);
          }
          int target = spec.target(own, i);
          if (target != RowKey.NONE) {
            targets.set(row, target);
            ranks.set(row, numbers.ranks()[read * spec.targets() + i]);
            logs.set(row, numbers.logProbabilities()[read * spec.targets() + i]);
          }
          reads[row] = read;
        }
      }
    }
    ListColumns top = ListColumns.gathered(reads, spec.topK(), allocator);
    return Columns.root(
        List.of(
            prompts,
            layers,
            Columns.texts("site", sites, allocator),
            positions,
            tokens,
            top.integers("top_ids", numbers.topIds()),
            top.texts("top_tokens", i -> names.readable(numbers.topIds()[i])),
            top.floats("top_probs", numbers.topProbabilities()),
            entropies,
            targets,
            ranks,
            logs,
            divergences),
        count);
  }
}
