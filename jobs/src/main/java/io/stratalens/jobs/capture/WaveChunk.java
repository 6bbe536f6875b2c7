package io.stratalens.jobs.capture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A chunk and its rows, as every task of a wave is given them.
 *
 * @param <T> a row of a chunk
 */
record WaveChunk<T>(int number, ArrayList<T> rows) implements Serializable {
  static <T> WaveChunk<T> of(int number, List<T> rows) {
    return new WaveChunk<>(number, new ArrayList<>(rows));
  }
}
