package io.stratalens.jobs.vectors;

import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a file names its tensors: {@code resid_post.3}, which is how this program writes them, or as
 * TransformerLens names what its hooks see, {@code blocks.3.hook_resid_post}.
 */
final class VectorNames {
  private static final Map<String, Site> SITES =
      Arrays.stream(Site.values()).collect(Collectors.toMap(Site::label, Function.identity()));
  private static final Pattern OWN = Pattern.compile("(\\w+)\\.(\\d{1,6})");
  private static final Pattern HOOK = Pattern.compile("blocks\\.(\\d{1,6})\\.hook_(\\w+)");

  private VectorNames() {}

  static String of(LayerSite point) {
    return point.site().label() + "." + point.layer();
  }

  /** The place that a name means; empty where it is of neither form. */
  static Optional<LayerSite> point(String name) {
    Matcher own = OWN.matcher(name);
    if (own.matches()) {
      return Optional.ofNullable(SITES.get(own.group(1))).map(site -> at(own.group(2), site));
    }
    // What TransformerLens calls hook_normalized lacks the norm's weight, so it is another site.
    Matcher hook = HOOK.matcher(name);
    return hook.matches()
        ? Optional.ofNullable(SITES.get(hook.group(2))).map(site -> at(hook.group(1), site))
        : Optional.empty();
  }

  private static LayerSite at(String layer, Site site) {
    return new LayerSite(Integer.parseInt(layer), site);
  }
}
