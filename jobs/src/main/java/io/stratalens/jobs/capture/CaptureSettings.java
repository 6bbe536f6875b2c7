package io.stratalens.jobs.capture;

import io.stratalens.jobs.runs.GenerationSpec;
import io.stratalens.jobs.steering.Interventions;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.lens.LensSpec;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.PositionSelection;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What every task of a capture is told.
 *
 * @param modelFolder where the checkpoint is, as Models finds it on every executor
 * @param modelHash its content hash
 * @param points the sites to keep
 * @param positions where to keep them
 * @param dtype how values are rounded; null means as computed
 * @param lens the lens to read instead of keeping vectors; null means to keep them
 * @param batchTokens padded tokens of a microbatch at most
 * @param generation what to generate; null means to read prompts only
 * @param steering what is changed while generating, or while reading prompts where nothing is
 *     generated
 */
record CaptureSettings(
    String modelFolder,
    String modelHash,
    List<LayerSite> points,
    PositionSelection positions,
    VectorType dtype,
    LensSpec lens,
    int batchTokens,
    GenerationSpec generation,
    Interventions steering)
    implements Serializable {
  CaptureSettings {
    points = List.copyOf(points);
  }

  /** The same, steered. */
  CaptureSettings steeredBy(Interventions interventions) {
    return new CaptureSettings(
        modelFolder,
        modelHash,
        points,
        positions,
        dtype,
        lens,
        batchTokens,
        generation == null ? null : generation.steeredBy(interventions.written()),
        interventions);
  }

  Optional<LensSpec> inlineLens() {
    return Optional.ofNullable(lens);
  }

  /** Whether prompts are pairs that share all but their label. */
  boolean ofPairs() {
    return positions.needsLabel();
  }

  /** How many are generated from in turn; one where prompts are only read. */
  int microbatches() {
    return generation == null ? 1 : generation.microbatches();
  }

  int newTokens() {
    return generation == null ? 0 : generation.maxNewTokens();
  }
}
