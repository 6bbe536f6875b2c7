package io.stratalens.jobs.capture;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.host.HeldStages;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One prompt through the engine by itself: every layer and position of some sites, in float32. */
record EngineAlone(KeepRequest request, float[] values, int width) {
  static EngineAlone of(Path model, List<Site> sites, int[] ids) {
    ModelFacts facts = ModelFacts.read(ModelLocation.of(model));
    KeepRequest request =
        new KeepRequest(
            IntStream.range(0, facts.config().layers()).toArray(),
            sites,
            List.of(IntStream.range(0, ids.length).toArray()),
            VectorType.F32);
    Microbatch batch = new Microbatch(List.of(new TokenRow(0, ids)));
    try (HeldStages held = ModelHost.ofProcess().whole(facts.folder(), facts.modelHash());
        ForwardResult result = held.engine().forward(batch, request, List.of())) {
      ByteBuffer kept = result.kept().bytes();
      byte[] bytes = new byte[kept.remaining()];
      kept.get(bytes);
      return new EngineAlone(request, VectorType.F32.decode(bytes), result.kept().width());
    }
  }

  float[] vector(int layer, String site, int position) {
    int slot = request.points().indexOf(new LayerSite(layer, Site.of(site)));
    int first = (slot * request.rows() + position) * width;
    return Arrays.copyOfRange(values, first, first + width);
  }
}
