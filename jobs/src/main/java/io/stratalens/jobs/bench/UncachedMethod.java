package io.stratalens.jobs.bench;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.Projection;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.host.PeakMemory;
import io.stratalens.workers.sampling.Draw;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The paper's baseline (arXiv 2604.06483): no cache; each new token reads its prefix twice, once
 * with every component of every layer projected onto the vocabulary, once for the token itself. Its
 * MLP outputs are those of the first reading, which saves it their recomputation.
 */
final class UncachedMethod {
  private static final List<Site> COMPONENTS =
      List.of(Site.ATTN_OUT, Site.RESID_MID, Site.MLP_OUT, Site.RESID_POST);
  private static final int TOP = 5;

  // A first pass of a shape loads its kernels; where a token takes longer, that does not show.
  private static final double REPEATED_SECONDS = 5;

  private final StageEngine engine;
  private final List<LayerSite> points;
  private final boolean everywhere;

  /**
   * @param everywhere whether all positions are projected and kept, or the last one only
   */
  UncachedMethod(StageEngine engine, boolean everywhere) {
    this.engine = engine;
    this.everywhere = everywhere;
    int[] layers = IntStream.range(0, engine.config().layers()).toArray();
    this.points = KeepRequest.points(layers, COMPONENTS);
  }

  String name() {
    return everywhere ? "B0" : "B1";
  }

  /** Bytes of the logits that a prefix of this length has kept. */
  long keptBytes(int length) {
    long rows = everywhere ? length : 1;
    return points.size() * rows * engine.config().vocabulary() * Float.BYTES;
  }

  /** One new token behind a prefix. */
  MethodResult run(int length) {
    Random random = new Random(3);
    int[] ids = random.ints(length, 0, engine.config().vocabulary()).toArray();
    Microbatch batch = new Microbatch(List.of(new TokenRow(0, ids)));
    int[] positions = everywhere ? IntStream.range(0, length).toArray() : new int[] {length - 1};
    KeepRequest request = new KeepRequest(points, List.of(positions), engine.computeVectorType());
    FreedMemory.giveBack();
    PeakMemory memory = PeakMemory.start();
    double seconds = token(batch, request);
    if (seconds < REPEATED_SECONDS) {
      seconds = Math.min(seconds, token(batch, request));
    }
    return new MethodResult(name(), 1, length, 1, seconds, 0, 0, memory.atLeast(keptBytes(length)));
  }

  private double token(Microbatch batch, KeepRequest request) {
    long start = System.nanoTime();
    try (ForwardResult result = engine.forward(batch, request, List.of());
        Projection projection = engine.project(result.kept(), TOP)) {
      projection.likeliest();
    }
    try (ForwardResult result = engine.forward(batch, KeepRequest.nothing(1), List.of())) {
      engine.next(result, batch, List.of(Draw.greedy()));
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
