package io.stratalens.jobs.capture;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.capture.ActivationBatches;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.lens.LensReader;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.tokens.TokenNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** What one stage keeps, as Arrow batches: the vectors, or the lens read of them. */
final class CapturedRows implements AutoCloseable {
  private final StageEngine engine;
  private final CaptureSettings settings;
  private final ActivationBatches batches;
  private final Consumer<VectorSchemaRoot> taker;
  private final LensReader lens;
  private final LayerSite last;

  CapturedRows(
      StageEngine engine,
      CaptureSettings settings,
      TokenNames names,
      BufferAllocator allocator,
      Consumer<VectorSchemaRoot> taker) {
    this.engine = engine;
    this.settings = settings;
    this.batches = new ActivationBatches(allocator, taker);
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
    return settings.points().stream().filter(point -> slice.holds(point.layer())).toList();
  }

  // KL compares with the last layer's output, whether or not its own lens was asked for.
  List<LayerSite> points() {
    if (lens == null || settings.points().contains(last)) {
      return points(settings, engine.slice());
    }
    List<LayerSite> points = new ArrayList<>(settings.points());
    points.add(last);
    return points;
  }

  /** How values are kept. */
  VectorType type() {
    return settings.dtype() == null ? engine.computeVectorType() : settings.dtype();
  }

  /** Hands on what a pass kept, whose positions are these. */
  void take(KeptVectors kept, List<RowKey> keys, Phase phase) {
    if (lens == null) {
      batches.add(kept, keys, phase);
    } else {
      int finalSlot = kept.request().slot(last.layer(), last.site());
      lens.readKept(kept, keys, settings.points(), finalSlot, taker);
    }
  }

  /** Hands on what small passes have kept so far. */
  void flush() {
    batches.flush();
  }

  @Override
  public void close() {
    batches.close();
  }
}
