package io.stratalens.jobs.capture;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.capture.ActivationBatch;
import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.lens.LensReader;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.tokens.TokenNames;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** One stage's forward passes of a chunk: what each keeps goes on as Arrow batches. */
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

  /** Which of the points a stage keeps. */
  static List<LayerSite> points(CaptureSettings settings, StageSlice slice) {
    return settings.points().stream()
        .filter(point -> point.layer() >= slice.first() && point.layer() < slice.end())
        .toList();
  }

  void run(StageRun stage, int chunk, List<Microbatch> batches) {
    stage.run(chunk, batches, this::request, this::take);
  }

  private CaptureRequest request(Microbatch batch) {
    VectorType type = settings.dtype() == null ? engine.computeVectorType() : settings.dtype();
    return new CaptureRequest(points(), positions(batch), type);
  }

  private void take(Microbatch batch, ForwardResult result) {
    if (lens == null) {
      ActivationBatch.each(result.kept(), batch, allocator, taker);
    } else {
      int finalSlot = result.kept().request().slot(last.layer(), last.site());
      List<RowKey> keys = RowKey.of(batch, result.kept().request().positions());
      lens.readKept(result.kept(), keys, settings.points(), finalSlot, taker);
    }
  }

  private List<int[]> positions(Microbatch batch) {
    return batch.rows().stream()
        .map(
            row ->
                settings
                    .positions()
                    .resolve("prompt " + row.promptId(), row.ids().length, OptionalInt.empty(), 0))
        .toList();
  }

  // KL compares with the last layer's output, whether or not its own lens was asked for.
  private List<LayerSite> points() {
    if (lens == null || settings.points().contains(last)) {
      return points(settings, engine.slice());
    }
    List<LayerSite> points = new ArrayList<>(settings.points());
    points.add(last);
    return points;
  }
}
