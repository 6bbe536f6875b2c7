package io.stratalens.workers.engine;

import ai.djl.ndarray.NDManager;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.selection.LayerSite;
import java.util.List;
import java.util.Optional;

/** Makes a stage ready to read prompts for branches. What it makes is closed before the engine. */
public final class BranchReader {
  private final StageEngine engine;
  private final LoadedProgram program;
  private final NDManager manager;

  BranchReader(StageEngine engine, LoadedProgram program, NDManager manager) {
    this.engine = engine;
    this.program = program;
    this.manager = manager;
  }

  /**
   * For branches that change the prompts' last positions alone.
   *
   * @param places where branches will begin, in this stage or others
   */
  public Branches atLast(Microbatch batch, List<LayerSite> places) {
    KeyValueCache cache = engine.cacheOfPrompts(batch.rows().size(), batch.paddedLength());
    return branches(batch, places, Optional.of(cache));
  }

  /** For branches that change all positions of the prompts; else as for the last. */
  public Branches everywhere(Microbatch batch, List<LayerSite> places) {
    return branches(batch, places, Optional.empty());
  }

  /**
   * The unembedding of labels, where the stage has the head.
   *
   * @param ids token ids, as many for each prompt
   */
  public LabelHead labels(int[] ids, int prompts) {
    return new LabelHead(program, manager, ids, prompts, engine.config().width());
  }

  private Branches branches(
      Microbatch batch, List<LayerSite> places, Optional<KeyValueCache> cache) {
    BranchPoints own =
        new BranchPoints(
            places.stream().filter(place -> engine.slice().holds(place.layer())).toList());
    return new Branches(engine, program, manager, batch, own, cache);
  }
}
