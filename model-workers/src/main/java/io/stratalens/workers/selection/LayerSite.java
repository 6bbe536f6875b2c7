package io.stratalens.workers.selection;

import java.io.Serializable;
import java.util.Objects;

/** One site of one layer. */
public record LayerSite(int layer, Site site) implements Serializable {
  /** Requires a site. */
  public LayerSite {
    Objects.requireNonNull(site, "site");
  }
}
