package io.stratalens.workers.parity;

/**
 * One compared quantity.
 *
 * @param name a tensor's kind, such as resid_post or steer.ln2_out.last
 * @param worst the largest error
 * @param median the median error
 * @param limit what the judged error may be at most
 * @param passed whether it is
 * @param note what else is to be said; may be empty
 */
public record Finding(
    String name, double worst, double median, double limit, boolean passed, String note) {}
