package io.stratalens.udfs.steering;

/**
 * The vectors of one pair at the label's token, of one width.
 *
 * @param matching after the label that matches the behaviour
 * @param other after the other label
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
public record LabelledPair(float[] matching, float[] other) {}
