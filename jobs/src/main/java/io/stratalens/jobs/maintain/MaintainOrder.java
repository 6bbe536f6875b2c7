package io.stratalens.jobs.maintain;

import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.udfs.error.StratalensException;
import java.time.Duration;
import java.util.List;

/**
 * What to keep up.
 *
 * @param tables in this order; those that nobody has written yet are passed over
 * @param retain how old a file must be that no table holds any more before it is removed
 */
public record MaintainOrder(List<TableDefinition> tables, Duration retain) {
  /**
   * The least time: what is younger may be read by a query that began before, or belong to a chunk
   * that is not committed yet. It is Delta's own default, which nothing here overrides.
   */
  public static final Duration FLOOR = Duration.ofDays(7);

  /** Refuses less than the floor. */
  public MaintainOrder {
    tables = List.copyOf(tables);
    if (retain.compareTo(FLOOR) < 0) {
      throw StratalensException.invalid(
          "Cannot remove files so soon because queries and captures in progress may need them for %d"
              + " hours: --retain %d. Give at least %d.",
          FLOOR.toHours(), retain.toHours(), FLOOR.toHours());
    }
  }
}
