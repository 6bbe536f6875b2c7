package io.stratalens.workers.arrow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Lists gathered from an array that holds their elements one after another: row r is the list that
 * begins at {@code starts[r]} and has {@code lengths[r]} elements.
 */
public final class ListColumns {
  private final int[] starts;
  private final int[] lengths;
  private final int elements;
  private final BufferAllocator allocator;

  private ListColumns(int[] starts, int[] lengths, BufferAllocator allocator) {
    this.starts = starts;
    this.lengths = lengths;
    this.elements = Arrays.stream(lengths).sum();
    this.allocator = allocator;
  }

  /** Lists of one length: row r is number {@code sources[r]} of those in the array. */
  public static ListColumns gathered(int[] sources, int length, BufferAllocator allocator) {
    int[] lengths = new int[sources.length];
    Arrays.fill(lengths, length);
    int[] starts = Arrays.stream(sources).map(source -> source * length).toArray();
    return new ListColumns(starts, lengths, allocator);
  }

  /** Lists of these lengths, one after another. */
  public static ListColumns consecutive(int[] lengths, BufferAllocator allocator) {
    int[] starts = new int[lengths.length];
    for (int row = 1; row < lengths.length; row++) {
      starts[row] = starts[row - 1] + lengths[row - 1];
    }
    return new ListColumns(starts, lengths.clone(), allocator);
  }

  /** Lists of integers. */
  public ListVector integers(String name, int[] values) {
    ListVector list = list(name, new ArrowType.Int(32, true));
    IntVector data = (IntVector) list.getDataVector();
    data.allocateNew(elements);
    each((to, from) -> data.set(to, values[from]));
    return list;
  }

  /** Lists of floats. */
  public ListVector floats(String name, float[] values) {
    ListVector list = list(name, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
    Float4Vector data = (Float4Vector) list.getDataVector();
    data.allocateNew(elements);
    each((to, from) -> data.set(to, values[from]));
    return list;
  }

  /** Lists of strings, each made of its place in the array. */
  public ListVector texts(String name, IntFunction<String> text) {
    ListVector list = list(name, ArrowType.Utf8.INSTANCE);
    VarCharVector data = (VarCharVector) list.getDataVector();
    data.allocateNew(elements * 8L, elements);
    each((to, from) -> data.setSafe(to, text.apply(from).getBytes(StandardCharsets.UTF_8)));
    return list;
  }

  private void each(Element element) {
    int to = 0;
    for (int row = 0; row < starts.length; row++) {
      for (int i = 0; i < lengths[row]; i++) {
        element.set(to++, starts[row] + i);
      }
    }
  }

  private ListVector list(String name, ArrowType element) {
    ListVector list = ListVector.empty(name, allocator);
    list.addOrGetVector(FieldType.nullable(element));
    list.setInitialCapacity(starts.length);
    list.allocateNew();
    int end = 0;
    for (int row = 0; row < starts.length; row++) {
      list.setNotNull(row);
      end += lengths[row];
      list.getOffsetBuffer().setInt((row + 1L) * ListVector.OFFSET_WIDTH, end);
    }
    list.setLastSet(starts.length - 1);
    return list;
  }

  @FunctionalInterface
  private interface Element {
    void set(int to, int from);
  }
}
