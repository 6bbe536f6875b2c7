package io.stratalens.workers.arrow;

import java.nio.charset.StandardCharsets;
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
 * Lists of one length, gathered from an array that holds them one after another: row r is the list
 * that begins at {@code sources[r] * length}.
 */
public final class ListColumns {
  private final int[] sources;
  private final int length;
  private final BufferAllocator allocator;

  /** Lists for these rows. */
  public ListColumns(int[] sources, int length, BufferAllocator allocator) {
    this.sources = sources.clone();
    this.length = length;
    this.allocator = allocator;
  }

  /** Lists of integers. */
  public ListVector integers(String name, int[] values) {
    ListVector list = list(name, new ArrowType.Int(32, true));
    IntVector data = (IntVector) list.getDataVector();
    data.allocateNew(sources.length * length);
    for (int row = 0; row < sources.length; row++) {
      for (int i = 0; i < length; i++) {
        data.set(row * length + i, values[sources[row] * length + i]);
      }
    }
    return list;
  }

  /** Lists of floats. */
  public ListVector floats(String name, float[] values) {
    ListVector list = list(name, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
    Float4Vector data = (Float4Vector) list.getDataVector();
    data.allocateNew(sources.length * length);
    for (int row = 0; row < sources.length; row++) {
      for (int i = 0; i < length; i++) {
        data.set(row * length + i, values[sources[row] * length + i]);
      }
    }
    return list;
  }

  /** Lists of strings, each made of its place in the array. */
  public ListVector texts(String name, IntFunction<String> text) {
    ListVector list = list(name, ArrowType.Utf8.INSTANCE);
    VarCharVector data = (VarCharVector) list.getDataVector();
    data.allocateNew(sources.length * length * 8L, sources.length * length);
    for (int row = 0; row < sources.length; row++) {
      for (int i = 0; i < length; i++) {
        byte[] bytes = text.apply(sources[row] * length + i).getBytes(StandardCharsets.UTF_8);
        data.setSafe(row * length + i, bytes);
      }
    }
    return list;
  }

  private ListVector list(String name, ArrowType element) {
    ListVector list = ListVector.empty(name, allocator);
    list.addOrGetVector(FieldType.nullable(element));
    list.setInitialCapacity(sources.length);
    list.allocateNew();
    for (int row = 0; row < sources.length; row++) {
      list.setNotNull(row);
      list.getOffsetBuffer().setInt((row + 1L) * ListVector.OFFSET_WIDTH, (row + 1) * length);
    }
    list.setLastSet(sources.length - 1);
    return list;
  }
}
