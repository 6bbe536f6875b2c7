package io.stratalens.jobs.steering;

import static java.util.stream.Collectors.groupingBy;

import io.stratalens.jobs.warehouse.StoredVector;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.selection.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The one vector of a data set at each layer, among those that the table has. */
record NamedVector(VectorSource.Named named, Site site) {
  /** The vector of each layer; a layer that has none or several is refused. */
  Map<Integer, StoredVector> only(int[] layers, List<StoredVector> stored) {
    Map<Integer, List<StoredVector>> byLayer =
        stored.stream().collect(groupingBy(vector -> vector.point().layer()));
    Map<Integer, StoredVector> only = new HashMap<>();
    for (int layer : layers) {
      only.put(layer, only(layer, byLayer.getOrDefault(layer, List.of())));
    }
    return only;
  }

  private StoredVector only(int layer, List<StoredVector> found) {
    if (found.size() != 1) {
      throw StratalensException.invalid(
          "Cannot steer because the table steering_vectors has %d vectors of this model%s at %s of"
              + " layer %d for the data set: %s. %s",
          found.size(),
          named.method().map(" by the method %s"::formatted).orElse(""),
          site.label(),
          layer,
          named.dataset(),
          found.isEmpty() ? "Make one with vectors." : "Name one: " + choices(found));
    }
    return found.get(0);
  }

  /** What tells them apart: their methods, or their ids where a method made several. */
  private static String choices(List<StoredVector> found) {
    List<String> methods = found.stream().map(StoredVector::method).distinct().sorted().toList();
    return methods.size() == found.size()
        ? "method=" + String.join(" or method=", methods)
        : "vector=id:"
            + String.join(" or id:", found.stream().map(StoredVector::vectorId).sorted().toList());
  }
}
