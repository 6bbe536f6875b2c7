package io.stratalens.workers.pipeline;

import io.stratalens.workers.link.InJvmLink;
import io.stratalens.workers.link.LinkKey;
import io.stratalens.workers.link.StageReceiver;
import io.stratalens.workers.link.StageSender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The ends of the links that one stage holds. Where a chunk is generated, the links of several
 * stages close to a ring: the last stage is before the first, which the tokens come back to.
 *
 * @param before from the stage before; empty for the first stage of a chain
 * @param after to the stage after; empty for the last stage of a chain
 * @param next where frames for the stage after belong
 */
public record StageLinks(
    Optional<StageReceiver> before, Optional<StageSender> after, Optional<LinkKey> next)
    implements AutoCloseable {
  /** Frames of one link that are queued or read: one arrives while another is computed. */
  public static final int SLOTS = 4;

  /** Requires a name for what is sent. */
  public StageLinks {
    if (after.isPresent() != next.isPresent()) {
      throw new IllegalArgumentException("a link to the stage after has a name");
    }
  }

  /** A stage on its own. */
  public static StageLinks none() {
    return new StageLinks(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The links of all stages of one process, which hand tensors over; in the stages' order. */
  public static List<StageLinks> inJvm(String run, int epoch, int stages) {
    List<LinkKey> keys = keys(run, epoch, stages);
    List<InJvmLink> links = keys.stream().map(key -> new InJvmLink(key, SLOTS)).toList();
    return chain(keys, links, links.stream().map(InJvmLink::senderEnd).toList());
  }

  /**
   * The links of all stages of one process for a generation, in the stages' order.
   *
   * @param microbatches how many are in flight
   */
  public static List<StageLinks> ringInJvm(String run, int epoch, int stages, int microbatches) {
    if (stages == 1) {
      return List.of(none());
    }
    List<LinkKey> keys =
        IntStream.range(0, stages).mapToObj(stage -> new LinkKey(run, epoch, stage)).toList();
    List<InJvmLink> links =
        keys.stream().map(key -> new InJvmLink(key, slots(key, microbatches))).toList();
    return IntStream.range(0, stages)
        .mapToObj(
            stage -> {
              int after = (stage + 1) % stages;
              return new StageLinks(
                  Optional.of(links.get(stage)),
                  Optional.of(links.get(after).senderEnd()),
                  Optional.of(keys.get(after)));
            })
        .toList();
  }

  /**
   * The slots of a ring's link. A microbatch has one frame under way, so that the last stage never
   * waits for the first to take tokens, as that one may wait for it.
   */
  public static int slots(LinkKey key, int microbatches) {
    return key.stage() == 0 ? microbatches : SLOTS;
  }

  /** The names of the links between so many stages, first that into stage 1. */
  public static List<LinkKey> keys(String run, int epoch, int stages) {
    return IntStream.range(1, stages).mapToObj(stage -> new LinkKey(run, epoch, stage)).toList();
  }

  /** All stages' ends of links that are open already: the first of each list leads into stage 1. */
  public static List<StageLinks> chain(
      List<LinkKey> keys,
      List<? extends StageReceiver> receivers,
      List<? extends StageSender> senders) {
    List<StageLinks> stages = new ArrayList<>();
    for (int stage = 0; stage <= keys.size(); stage++) {
      boolean last = stage == keys.size();
      stages.add(
          new StageLinks(
              stage == 0 ? Optional.empty() : Optional.of(receivers.get(stage - 1)),
              last ? Optional.empty() : Optional.of(senders.get(stage)),
              last ? Optional.empty() : Optional.of(keys.get(stage))));
    }
    return stages;
  }

  /** Makes the neighbours fail at once, and they theirs. */
  public void fail(String reason) {
    before.ifPresent(link -> link.fail(reason));
    after.ifPresent(link -> link.fail(reason));
  }

  /** Ends this stage's ends; what was handed over stays with the stage after. */
  @Override
  public void close() {
    after.ifPresent(StageSender::close);
    before.ifPresent(StageReceiver::close);
  }
}
