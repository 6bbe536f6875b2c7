package io.stratalens.jobs.cli;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import java.util.List;
import java.util.Optional;

/**
 * What to capture. Whether the model has the layers and the prompts the positions is judged once
 * they are known; sites come in the order of the layer, each once; no dtype means the run's own.
 */
record SelectionRequest(
    LayerSelection layers,
    List<Site> sites,
    PositionSelection positions,
    Optional<VectorType> dtype) {}
