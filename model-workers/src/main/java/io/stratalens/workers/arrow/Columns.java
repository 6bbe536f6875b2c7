package io.stratalens.workers.arrow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Arrow vectors of a known number of rows. */
public final class Columns {
  private Columns() {}

  /** Longs, all unset. */
  public static BigIntVector longs(String name, int rows, BufferAllocator allocator) {
    BigIntVector vector = new BigIntVector(name, allocator);
    vector.allocateNew(rows);
    return vector;
  }

  /** Integers, all unset. */
  public static IntVector integers(String name, int rows, BufferAllocator allocator) {
    IntVector vector = new IntVector(name, allocator);
    vector.allocateNew(rows);
    return vector;
  }

  /** Floats, all unset. */
  public static Float4Vector floats(String name, int rows, BufferAllocator allocator) {
    Float4Vector vector = new Float4Vector(name, allocator);
    vector.allocateNew(rows);
    return vector;
  }

  /** Strings; null is a missing value. */
  public static VarCharVector texts(String name, List<String> texts, BufferAllocator allocator) {
    VarCharVector vector = roomForTexts(name, texts.size(), allocator);
    for (int row = 0; row < texts.size(); row++) {
      if (texts.get(row) != null) {
        vector.setSafe(row, texts.get(row).getBytes(StandardCharsets.UTF_8));
      }
    }
    return vector;
  }

  /** Room for short strings, all unset. */
  public static VarCharVector roomForTexts(String name, int rows, BufferAllocator allocator) {
    VarCharVector vector = new VarCharVector(name, allocator);
    vector.allocateNew(rows * 16L, rows);
    return vector;
  }

  /** Room for binary values of one length, all unset. */
  public static VarBinaryVector roomForBinaries(
      String name, int rows, int each, BufferAllocator allocator) {
    VarBinaryVector vector = new VarBinaryVector(name, allocator);
    vector.allocateNew((long) rows * each, rows);
    return vector;
  }

  /** Sets the values from a row on, all of one length and copied as one piece. */
  public static void setBinaries(VarBinaryVector vector, int first, ByteBuffer bytes, int each) {
    int end = first + bytes.remaining() / each;
    vector.getDataBuffer().setBytes((long) first * each, bytes);
    for (int row = first; row <= end; row++) {
      vector.getOffsetBuffer().setInt((long) row * VarBinaryVector.OFFSET_WIDTH, row * each);
    }
    for (int row = first; row < end; row++) {
      BitVectorHelper.setBit(vector.getValidityBuffer(), row);
    }
    vector.setLastSet(end - 1);
  }

  /** A batch of these columns. */
  public static VectorSchemaRoot root(List<FieldVector> columns, int rows) {
    columns.forEach(column -> column.setValueCount(rows));
    VectorSchemaRoot root = new VectorSchemaRoot(columns);
    root.setRowCount(rows);
    return root;
  }
}
