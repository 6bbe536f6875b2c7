package io.stratalens.jobs.capture;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.capture.ActivationBatch;
import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.lens.LensReader;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.tokens.TokenNames;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Forward passes of a chunk: what each keeps goes on as Arrow batches. */
final class ChunkForward {
  private final StageEngine engine;
  private final CaptureSettings settings;
  private final BufferAllocator allocator;
  private final Consumer<VectorSchemaRoot> taker;
  private final LensReader lens;
  private final LayerSite last;

  ChunkForward(
      StageEngine engine,
      CaptureSettings settings,
      TokenNames names,
      BufferAllocator allocator,
      Consumer<VectorSchemaRoot> taker) {
    this.engine = engine;
    this.settings = settings;
    this.allocator = allocator;
    this.taker = taker;
    this.last = new LayerSite(engine.config().layers() - 1, Site.RESID_POST);
    this.lens =
        settings
            .inlineLens()
            .map(spec -> new LensReader(engine, spec, names, allocator))
            .orElse(null);
  }

  void run(Microbatch batch) {
    List<int[]> positions =
        batch.rows().stream()
            .map(
                row ->
                    settings
                        .positions()
                        .resolve(
                            "prompt " + row.promptId(), row.ids().length, OptionalInt.empty(), 0))
            .toList();
    VectorType type = settings.dtype() == null ? engine.computeVectorType() : settings.dtype();
    try (ForwardResult result =
        engine.forward(batch, new CaptureRequest(points(), positions, type), List.of())) {
      if (lens == null) {
        ActivationBatch.each(result.kept(), batch, allocator, taker);
      } else {
        int finalSlot = result.kept().request().slot(last.layer(), last.site());
        lens.readKept(
            result.kept(), RowKey.of(batch, positions), settings.points(), finalSlot, taker);
      }
    }
  }

  // KL compares with the last layer's output, whether or not its own lens was asked for.
  private List<LayerSite> points() {
    if (lens == null || settings.points().contains(last)) {
      return settings.points();
    }
    List<LayerSite> points = new ArrayList<>(settings.points());
    points.add(last);
    return points;
  }
}
