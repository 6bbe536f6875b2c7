package io.stratalens.workers.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.LayerSite;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Prompts that are read once, unsteered, and steered forwards of them that begin where they differ
 * from that reading: one stage's share, where branches go on that began in the stages before. Those
 * that change the last positions alone are single tokens behind the prompts' keys and values;
 * others go through the layers as whole prompts. For one thread at a time.
 */
public final class Branches implements AutoCloseable {
  private final StageEngine engine;
  private final LoadedProgram program;
  private final NDManager manager;
  private final Microbatch batch;
  private final BranchPoints points;
  private final Optional<KeyValueCache> cache;

  /**
   * @param points of every place in the stage's layers where a branch will begin
   * @param cache for the prompts' keys and values, where the last positions alone are changed;
   *     closed here
   */
  Branches(
      StageEngine engine,
      LoadedProgram program,
      NDManager manager,
      Microbatch batch,
      BranchPoints points,
      Optional<KeyValueCache> cache) {
    this.engine = engine;
    this.program = program;
    this.manager = manager;
    this.batch = batch;
    this.points = points;
    this.cache = cache;
  }

  /**
   * Reads the prompts, unsteered.
   *
   * @param hidden from the stage before; null where there is none
   */
  public ForwardResult read(ByteBuffer hidden) {
    Microbatch read = cache.isPresent() ? batch : batch.filled();
    KeepRequest request =
        new KeepRequest(
            points.points(),
            cache.isPresent() ? batch.lastPositions() : read.allPositions(),
            engine.computeVectorType());
    int[] rows = IntStream.range(0, batch.rows().size()).toArray();
    return engine
        .passes()
        .prefill(read, hidden, request, List.of(), cache.map(into -> new CacheSlots(into, rows)));
  }

  /** Unsteered logits of the last positions in float32, [prompts x vocabulary]. */
  public float[] logits(ForwardResult reading) {
    return engine.logits(reading, batch, batch.lastPositions());
  }

  /** Tokens of each prompt that a branch takes along. */
  public int length() {
    return cache.isPresent() ? 1 : batch.paddedLength();
  }

  /** What one branch of all prompts takes of memory while it runs, about; in any stage. */
  public long bytesOfBranch() {
    ModelConfig config = engine.config();
    long scores = cache.isPresent() ? batch.paddedLength() : 0;
    long mixed = config.queryWidth() + 2L * config.keyValueWidth();
    long attention = 4 * mixed + 2L * config.heads() * scores;
    long feed = 3L * config.feedForward() + config.width();
    long row = Float.BYTES * (4L * config.width() + Math.max(attention, feed));
    return (long) batch.rows().size() * length() * row;
  }

  /**
   * Takes branches through the stage's layers.
   *
   * @param reading what {@link #read} left, not closed yet
   * @param branches ordered by layer, then site; those of stages behind this one are left to them
   * @param hidden of the branches that began in stages before; null where none did
   */
  public ForwardResult run(ForwardResult reading, List<Branch> branches, ByteBuffer hidden) {
    NDManager scope = manager.newSubManager();
    try (CallValues arguments = new CallValues();
        NDManager inputs = manager.newSubManager();
        NDManager host = manager.newSubManager(Device.cpu())) {
      StageSlice slice = engine.slice();
      int[] begun = begun(branches);
      arguments
          .tensors(hidden == null ? List.of() : List.of(Passes.raw(hidden, host)))
          .tensor(reading.kept().tensor())
          .integers(points.slots(slice))
          .integers(begun)
          .tensor(changes(branches, inputs));
      engine.rotary().addTo(arguments, batch.paddedLength());
      cache.ifPresentOrElse(own -> own.addTo(arguments), () -> arguments.tensors(List.of()));
      long[] last = batch.rows().stream().mapToLong(row -> row.ids().length - 1).toArray();
      arguments.tensor(inputs.create(last)).integer(batch.paddedLength());
      KeepRequest nothing = KeepRequest.nothing(batch.rows().size());
      List<NDArray> results = program.tuple("branch", arguments, scope);
      long changed = cache.isPresent() ? batch.rows().size() : batch.tokens();
      long steered = changed * (begun[begun.length - 1] - begun[0]);
      return engine.passes().result(nothing, results, scope, Optional.empty(), steered);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /** For each site of each layer how many branches begin before it, and how many by the end. */
  private int[] begun(List<Branch> branches) {
    StageSlice slice = engine.slice();
    int[] begun = new int[slice.sites() + 1];
    int before = Integer.MIN_VALUE;
    for (Branch branch : branches) {
      LayerSite place = branch.place();
      int at = slice.index(place);
      if (at < before) {
        throw new IllegalArgumentException("branches are ordered by where they begin: " + place);
      }
      before = at;
      if (slice.holds(place.layer()) && !points.points().contains(place)) {
        throw new IllegalArgumentException("the reading kept nothing for a branch at " + place);
      }
      if (place.layer() < slice.end()) {
        begun[Math.max(0, at + 1)]++;
      }
    }
    for (int at = 1; at < begun.length; at++) {
      begun[at] += begun[at - 1];
    }
    return begun;
  }

  /** The changes of branches, [branches, width]. */
  private NDArray changes(List<Branch> branches, NDManager inputs) {
    int width = engine.config().width();
    float[] changes = new float[branches.size() * width];
    for (int i = 0; i < branches.size(); i++) {
      System.arraycopy(branches.get(i).change(), 0, changes, i * width, width);
    }
    return inputs.create(changes, new Shape(branches.size(), width));
  }

  @Override
  public void close() {
    cache.ifPresent(KeyValueCache::close);
  }
}
