package io.stratalens.workers.sweep;

import io.stratalens.workers.engine.Branch;
import io.stratalens.workers.engine.Branches;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.LabelHead;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.pipeline.PassPlace;
import io.stratalens.workers.pipeline.StageRun;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One stage's passes over one batch: readings of its prompts, and the branches of each. */
final class BatchBranches implements AutoCloseable {
  /** What the branches of one pass may take of a link, which has memory for a few of them. */
  static final long FRAME_BYTES = 1L << 25;

  private final StageRun stage;
  private final StageEngine engine;
  private final SweepBatch batch;
  private final float[] multipliers;
  private final long bytes;
  private final Optional<LabelHead> labels;

  /**
   * @param bytes the memory that the branches of one pass may take, about
   */
  BatchBranches(StageRun stage, SweepBatch batch, float[] multipliers, long bytes) {
    this.stage = stage;
    this.engine = stage.engine();
    this.batch = batch;
    this.multipliers = multipliers;
    this.bytes = bytes;
    this.labels =
        engine.slice().head()
            ? Optional.of(engine.branches().labels(batch.labels(), batch.size()))
            : Optional.empty();
  }

  /**
   * Reads the prompts and steers the cells of a group.
   *
   * @param unsteered the cells that are to be told what the reading itself says
   */
  void read(PassPlace place, CellGroup group, List<SweepCell> unsteered) {
    try (Branches branches = group.open(engine.branches(), batch.prompts())) {
      stage.working(
          () ->
              stage.pass(
                  place,
                  batch.size(),
                  batch.prompts().paddedLength(),
                  branches::read,
                  reading -> {
                    if (!unsteered.isEmpty() && engine.slice().head()) {
                      batch.tellUnsteered(unsteered, multipliers, branches.logits(reading));
                    }
                    steer(place, group.steered(multipliers), branches, reading);
                  }));
    }
  }

  private void steer(
      PassPlace read, List<SteeredCell> steered, Branches branches, ForwardResult reading) {
    long fit =
        Math.min(
            bytes / branches.bytesOfBranch(),
            FRAME_BYTES / batch.frameBytes(engine, branches.length()));
    int atOnce = (int) Math.max(1, Math.min(steered.size(), fit));
    PassPlace place = read;
    for (int first = 0; first < steered.size(); first += atOnce) {
      place = place.next();
      List<SteeredCell> part = steered.subList(first, Math.min(steered.size(), first + atOnce));
      pass(place, part, branches, reading);
    }
  }

  private void pass(
      PassPlace place, List<SteeredCell> part, Branches branches, ForwardResult reading) {
    StageSlice slice = engine.slice();
    int came = count(part, cell -> cell.layer() < slice.first());
    int left = count(part, cell -> cell.layer() < slice.end());
    if (left == 0) {
      return; // all begin behind this stage
    }
    List<Branch> steered = part.stream().map(SteeredCell::branch).toList();
    stage.working(
        () ->
            stage.pass(
                place,
                came * batch.size(),
                left * batch.size(),
                branches.length(),
                hidden -> branches.run(reading, steered, hidden),
                result -> {
                  batch.checkApplied(cells(part), slice, result.steered());
                  labels.ifPresent(own -> tell(part, own.logits(result)));
                }));
  }

  private static int count(List<SteeredCell> part, Predicate<SweepCell> chosen) {
    return (int) cells(part).stream().filter(chosen).count();
  }

  private static List<SweepCell> cells(List<SteeredCell> part) {
    return part.stream().map(one -> one.cell().cell()).toList();
  }

  private void tell(List<SteeredCell> part, float[] logits) {
    for (int i = 0; i < part.size(); i++) {
      SteeredCell one = part.get(i);
      batch.tell(
          one.cell().index(), one.multiplier(), logits, i * 2 * batch.size(), Optional.empty());
    }
  }

  @Override
  public void close() {
    labels.ifPresent(LabelHead::close);
  }
}
