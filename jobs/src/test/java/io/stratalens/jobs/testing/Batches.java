package io.stratalens.jobs.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Arrow batches of plain values, in which null is NULL. */
public final class Batches {
  private Batches() {}

  /** A batch of these vectors, which all have as many values. */
  public static VectorSchemaRoot of(FieldVector... vectors) {
    return new VectorSchemaRoot(List.of(vectors));
  }

  /** INT. */
  public static FieldVector ints(BufferAllocator memory, String name, Integer... values) {
    IntVector vector = new IntVector(name, memory);
    vector.allocateNew(values.length);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        vector.setNull(i);
      } else {
        vector.set(i, values[i]);
      }
    }
    return filled(vector, values.length);
  }

  /** BIGINT. */
  public static FieldVector longs(BufferAllocator memory, String name, Long... values) {
    BigIntVector vector = new BigIntVector(name, memory);
    vector.allocateNew(values.length);
    for (int i = 0; i < values.length; i++) {
      vector.set(i, values[i]);
    }
    return filled(vector, values.length);
  }

  /** FLOAT. */
  public static FieldVector floats(BufferAllocator memory, String name, Float... values) {
    Float4Vector vector = new Float4Vector(name, memory);
    vector.allocateNew(values.length);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        vector.setNull(i);
      } else {
        vector.set(i, values[i]);
      }
    }
    return filled(vector, values.length);
  }

  /** STRING. */
  public static FieldVector texts(BufferAllocator memory, String name, String... values) {
    VarCharVector vector = new VarCharVector(name, memory);
    vector.allocateNew();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
      }
    }
    return filled(vector, values.length);
  }

  /** BINARY. */
  public static FieldVector bytes(BufferAllocator memory, String name, byte[]... values) {
    VarBinaryVector vector = new VarBinaryVector(name, memory);
    vector.allocateNew();
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i]);
    }
    return filled(vector, values.length);
  }

  /** ARRAY of INT. */
  public static FieldVector intLists(
      BufferAllocator memory, String name, List<List<Integer>> values) {
    ListVector list = list(memory, name, new ArrowType.Int(32, true), values);
    int at = 0;
    IntVector elements = (IntVector) list.getDataVector();
    for (List<Integer> value : values) {
      for (Integer element : value) {
        elements.setSafe(at++, element);
      }
    }
    elements.setValueCount(at);
    return list;
  }

  /** ARRAY of FLOAT. */
  public static FieldVector floatLists(
      BufferAllocator memory, String name, List<List<Float>> values) {
    ListVector list =
        list(memory, name, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), values);
    int at = 0;
    Float4Vector elements = (Float4Vector) list.getDataVector();
    for (List<Float> value : values) {
      for (Float element : value) {
        elements.setSafe(at++, element);
      }
    }
    elements.setValueCount(at);
    return list;
  }

  /** ARRAY of STRING. */
  public static FieldVector textLists(
      BufferAllocator memory, String name, List<List<String>> values) {
    ListVector list = list(memory, name, new ArrowType.Utf8(), values);
    int at = 0;
    VarCharVector elements = (VarCharVector) list.getDataVector();
    for (List<String> value : values) {
      for (String element : value) {
        elements.setSafe(at++, element.getBytes(StandardCharsets.UTF_8));
      }
    }
    elements.setValueCount(at);
    return list;
  }

  private static ListVector list(
      BufferAllocator memory, String name, ArrowType type, List<? extends List<?>> values) {
    ListVector list = ListVector.empty(name, memory);
    list.initializeChildrenFromFields(
        List.of(new Field("element", FieldType.nullable(type), null)));
    list.allocateNew();
    for (int i = 0; i < values.size(); i++) {
      list.startNewValue(i);
      list.endValue(i, values.get(i).size());
    }
    list.setLastSet(values.size() - 1);
    list.setValueCount(values.size());
    return list;
  }

  private static FieldVector filled(FieldVector vector, int count) {
    vector.setValueCount(count);
    return vector;
  }
}
