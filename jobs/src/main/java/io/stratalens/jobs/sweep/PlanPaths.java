package io.stratalens.jobs.sweep;

import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where relative paths of a plan lead: from the plan's folder, then from the working directory. */
record PlanPaths(Path planFolder, Path workingFolder) {
  static PlanPaths of(Path plan) {
    return new PlanPaths(plan.toAbsolutePath().getParent(), Path.of("").toAbsolutePath());
  }

  /**
   * The absolute path of what is there; the location as it stands where nothing is, since it may be
   * a table's name or an address.
   */
  String resolve(String location) {
    if (location.contains("://")) {
      return location;
    }
    try {
      Path fromPlan = planFolder.resolve(location).normalize();
      Path fromHere = workingFolder.resolve(location).normalize();
      if (Files.exists(fromPlan)) {
        return fromPlan.toString();
      }
      return Files.exists(fromHere) ? fromHere.toString() : location;
    } catch (InvalidPathException e) {
      throw StratalensException.invalid(
          e, "Cannot use the path because it is none: %s. Correct it.", e.getReason());
    }
  }
}
