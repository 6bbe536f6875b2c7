package io.stratalens.workers.arrow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
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

  /** Doubles, all unset. */
  public static Float8Vector doubles(String name, int rows, BufferAllocator allocator) {
    Float8Vector vector = new Float8Vector(name, allocator);
    vector.allocateNew(rows);
    return vector;
  }

  /** Booleans, all unset. */
  public static BitVector booleans(String name, int rows, BufferAllocator allocator) {
    BitVector vector = new BitVector(name, allocator);
    vector.allocateNew(rows);
    return vector;
  }

  /** Strings; null is a missing value. */
  public static VarCharVector texts(String name, List<String> texts, BufferAllocator allocator) {
    VarCharVector vector = new VarCharVector(name, allocator);
    vector.allocateNew(texts.size() * 16L, texts.size());
    for (int row = 0; row < texts.size(); row++) {
      if (texts.get(row) != null) {
        vector.setSafe(row, texts.get(row).getBytes(StandardCharsets.UTF_8));
      }
    }
    return vector;
  }

  /** One string in every row. */
  public static VarCharVector constant(
      String name, String text, int rows, BufferAllocator allocator) {
    VarCharVector vector = new VarCharVector(name, allocator);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    vector.allocateNew((long) rows * bytes.length, rows);
    for (int row = 0; row < rows; row++) {
      vector.set(row, bytes);
    }
    return vector;
  }

  /** Binary values of one length, copied as one piece. */
  public static VarBinaryVector binaries(
      String name, ByteBuffer bytes, int rows, int each, BufferAllocator allocator) {
    VarBinaryVector vector = new VarBinaryVector(name, allocator);
    vector.allocateNew((long) rows * each, rows);
    vector.getDataBuffer().setBytes(0, bytes);
    for (int row = 0; row <= rows; row++) {
      vector.getOffsetBuffer().setInt((long) row * VarBinaryVector.OFFSET_WIDTH, row * each);
    }
    for (int row = 0; row < rows; row++) {
      BitVectorHelper.setBit(vector.getValidityBuffer(), row);
    }
    vector.setLastSet(rows - 1);
    return vector;
  }

  /** A batch of these columns. */
  public static VectorSchemaRoot root(List<FieldVector> columns, int rows) {
    columns.forEach(column -> column.setValueCount(rows));
    VectorSchemaRoot root = new VectorSchemaRoot(columns);
    root.setRowCount(rows);
    return root;
  }
}
