package io.stratalens.workers.pipeline;

import io.stratalens.workers.link.LinkKey;
import io.stratalens.workers.link.StageReceiver;
import io.stratalens.workers.link.StageSender;
import java.util.Optional;

/**
 * The ends of the links that one stage holds.
 *
 * @param before from the stage before; empty for the first stage
 * @param after to the stage after; empty for the last stage
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
