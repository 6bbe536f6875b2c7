package io.stratalens.workers.link;

/** A request of a peer that is answered with a reason, while its connection stays. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  Refusal(String reason) {
    super(reason);
  }
}
