package io.stratalens.workers.lens;

import io.stratalens.workers.selection.Site;

/** A layer and site that the lens reads. */
public record LensSlot(int layer, Site site) {}
