package io.stratalens.workers.engine;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.sampling.Draw;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Intervention;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Short forms of decoding for tests. */
final class Steps {
  private Steps() {}

  static void prefill(TestModel model, Microbatch batch, KeyValueCache cache, int... slots) {
    KeepRequest nothing = KeepRequest.nothing(batch.rows().size());
    CacheSlots into = new CacheSlots(cache, slots);
    model.engine().prefill(batch, nothing, List.of(), into).close();
  }

  /** A step of rows that all stand at one position. */
  static StepBatch of(long[] prompts, int[] tokens, int position) {
    List<StepRow> rows =
        IntStream.range(0, prompts.length)
            .mapToObj(row -> new StepRow(prompts[row], tokens[row], position))
            .toList();
    return new StepBatch(rows, Collections.nCopies(rows.size(), Draw.greedy()));
  }

  /**
   * Everything that a step keeps, in float32.
   *
   * @param starts of each row the length of its prompt, after which the steps began
   * @param steering at positions of the whole rows, of which those of this step apply
   */
  static KeptValues capture(
      TestModel model,
      List<TokenRow> rows,
      int[] starts,
      int step,
      List<Intervention> steering,
      KeyValueCache cache) {
    List<StepRow> read =
        IntStream.range(0, rows.size())
            .mapToObj(row -> read(rows.get(row), starts[row] + step))
            .toList();
    List<int[]> here = read.stream().map(row -> new int[] {row.position()}).toList();
    KeepRequest request =
        new KeepRequest(model.layers(), Arrays.asList(Site.values()), here, VectorType.F32);
    StepBatch batch = new StepBatch(read, Collections.nCopies(read.size(), Draw.greedy()));
    List<Intervention> own = steering.stream().map(one -> at(one, read)).toList();
    try (StepResult result = model.engine().step(batch, request, own, cache)) {
      return KeptValues.of(result.kept());
    }
  }

  private static StepRow read(TokenRow row, int position) {
    return new StepRow(row.promptId(), row.ids()[position], position);
  }

  private static Intervention at(Intervention whole, List<StepRow> rows) {
    List<int[]> positions =
        IntStream.range(0, rows.size())
            .mapToObj(
                row ->
                    Arrays.stream(whole.positions().get(row))
                        .filter(position -> position == rows.get(row).position())
                        .toArray())
            .toList();
    return new Intervention(
        whole.layer(), whole.site(), whole.operation(), whole.amount(), whole.vector(), positions);
  }
}
