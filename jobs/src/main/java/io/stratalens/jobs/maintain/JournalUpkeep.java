package io.stratalens.jobs.maintain;

import io.stratalens.jobs.delta.ChunkCommitter;
import io.stratalens.jobs.warehouse.RunLock;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.error.StratalensException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journals of runs that nobody is writing: what a killed capture had computed is committed, as the
 * same capture again would, and entries that were torn are removed. A run in progress has its lock
 * and is let alone.
 */
final class JournalUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(JournalUpkeep.class);

  private final Warehouse warehouse;
  private final ChunkCommitter committer;
  private final Consumer<String> progress;

  JournalUpkeep(Warehouse warehouse, ChunkCommitter committer, Consumer<String> progress) {
    this.warehouse = warehouse;
    this.committer = committer;
    this.progress = progress;
  }

  /** The oldest chunk that is computed and still not committed; its files must stay. */
  Optional<Instant> run() {
    for (String runId : warehouse.journalledRuns()) {
      Optional<RunLock> lock = warehouse.lockIfFree(runId);
      if (lock.isEmpty()) {
        progress.accept("Run " + runId + " is in progress: its journal is let alone");
        continue;
      }
      try (RunLock own = lock.get()) {
        List<Integer> finished = committer.recover(runId);
        if (!finished.isEmpty()) {
          progress.accept("Run " + runId + " was cut short: chunks " + finished + " are committed");
        }
        own.removeTornEntries();
      } catch (StratalensException e) {
        // An error, since the next one to look is a person: --quiet must not hide it.
        LOG.error("Run {} keeps its journal: {}", runId, e.getMessage());
      }
    }
    return warehouse.oldestEntry();
  }
}
