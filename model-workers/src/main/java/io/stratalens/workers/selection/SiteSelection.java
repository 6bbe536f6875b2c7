package io.stratalens.workers.selection;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A choice of sites: their names between commas, or {@code all}. A site named twice is chosen once,
 * as with layers and positions.
 *
 * @param sites the chosen sites in the order in which a layer computes them; at least one
 */
public record SiteSelection(List<Site> sites) {
  /** The forms of a spec, for the help of an option and the remedy of a refusal. */
  public static final String HELP =
      "all, or sites between commas among "
          + EnumSet.allOf(Site.class).stream().map(Site::label).collect(Collectors.joining(", "));

  /** Orders the sites and drops repetitions; refused when there is none. */
  public SiteSelection {
    Set<Site> chosen = EnumSet.noneOf(Site.class);
    chosen.addAll(sites);
    sites = List.copyOf(chosen);
    if (sites.isEmpty()) {
      throw new Spec("sites", "", HELP).refused("", "there is none");
    }
  }

  /** Reads a spec; refused when a part is empty or not a site's name. */
  public static SiteSelection parse(String text) {
    Spec spec = new Spec("sites", text, HELP);
    Set<Site> chosen = EnumSet.noneOf(Site.class);
    for (String part : spec.parts()) {
      Collections.addAll(
          chosen, part.equals("all") ? Site.values() : new Site[] {site(spec, part)});
    }
    return new SiteSelection(List.copyOf(chosen));
  }

  /** The names between commas, as {@link #parse} reads them. */
  @Override
  public String toString() {
    return sites.stream().map(Site::label).collect(Collectors.joining(","));
  }

  private static Site site(Spec spec, String part) {
    return EnumSet.allOf(Site.class).stream()
        .filter(site -> site.label().equals(part))
        .findFirst()
        .orElseThrow(() -> spec.refused(part, "there is no such site"));
  }
}
