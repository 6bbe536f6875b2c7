package io.stratalens.udfs.statistics;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * The slope of an ordinary least-squares line over points that come one after the other. Lines of
 * parts may be merged in any order; not for several threads at once.
 */
public final class RunningLine implements Serializable {
  private static final long serialVersionUID = 1L;

  private long count;
  private double meanX;
  private double meanY;
  private double xx;
  private double xy;

  /** Adds a point. */
  public void add(double x, double y) {
    count++;
    double fromX = x - meanX;
    meanX += fromX / count;
    meanY += (y - meanY) / count;
    xx += fromX * (x - meanX);
    xy += fromX * (y - meanY);
  }

  /** Adds all points of another line. */
  public void merge(RunningLine part) {
    if (part.count == 0) {
      return;
    }
    double total = (double) count + part.count;
    double fromX = part.meanX - meanX;
    double fromY = part.meanY - meanY;
    double weight = count * (part.count / total);
    xx += part.xx + fromX * fromX * weight;
    xy += part.xy + fromX * fromY * weight;
    meanX += fromX * (part.count / total);
    meanY += fromY * (part.count / total);
    count += part.count;
  }

  /** The slope of y on x; empty where x takes fewer than two values. */
  public OptionalDouble slope() {
    return count < 2 || xx == 0 ? OptionalDouble.empty() : OptionalDouble.of(xy / xx);
  }
}
