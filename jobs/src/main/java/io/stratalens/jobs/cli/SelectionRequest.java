package io.stratalens.jobs.cli;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.Site;
import java.util.List;
import java.util.Optional;

/**
 * What to capture. The specs of layers and positions are judged once the model and the prompts are
 * known; sites come in the order of the layer, each once; no dtype means the run's own.
 */
record SelectionRequest(
    String layers, List<Site> sites, String positions, Optional<VectorType> dtype) {}
