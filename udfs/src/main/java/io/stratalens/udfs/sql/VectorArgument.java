package io.stratalens.udfs.sql;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorSink;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.udfs.vector.Widths;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A vector that a function was given.
 *
 * @param kind its dtype, or the type of its array
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
record VectorArgument(double[] values, String kind) {
  private static final VectorType[] TYPES = VectorType.values();
  private static final UTF8String[] LABELS =
      Arrays.stream(TYPES)
          .map(VectorType::label)
          .map(UTF8String::fromString)
          .toArray(UTF8String[]::new);

  /** A stored vector; null where its bytes or its dtype are NULL. */
  static VectorArgument of(byte[] bytes, UTF8String dtype) {
    if (bytes == null || dtype == null) {
      return null;
    }
    VectorType type = type(dtype);
    return new VectorArgument(type.doubles(bytes), type.label());
  }

  /** The values of an array; null where it is NULL, refused where a value is. */
  static VectorArgument of(ArrayData array, VectorForm form) {
    if (array == null) {
      return null;
    }
    double[] values = new double[array.numElements()];
    for (int i = 0; i < values.length; i++) {
      if (array.isNullAt(i)) {
        throw StratalensException.invalid(
            "Cannot use an array as a vector because a value of it is NULL: value %d of %d, from 0."
                + " Give a number for each.",
            i, values.length);
      }
      values[i] = form == VectorForm.FLOATS ? array.getFloat(i) : array.getDouble(i);
    }
    return new VectorArgument(values, form.label());
  }

  /** The first argument, or first two, of a row; null where one is NULL. */
  static VectorArgument first(InternalRow row, VectorForm form) {
    if (form == VectorForm.STORED) {
      return row.isNullAt(0) || row.isNullAt(1) ? null : of(row.getBinary(0), row.getUTF8String(1));
    }
    return row.isNullAt(0) ? null : of(row.getArray(0), form);
  }

  /** Adds a row's first vector, unless it is NULL; a stored one straight from its bytes. */
  static void addFirst(VectorSink sink, InternalRow row, VectorForm form) {
    if (form != VectorForm.STORED) {
      VectorArgument vector = first(row, form);
      if (vector != null) {
        sink.add(vector.values(), vector.kind());
      }
    } else if (!row.isNullAt(0) && !row.isNullAt(1)) {
      sink.add(row.getBinary(0), type(row.getUTF8String(1)));
    }
  }

  /** The dtype of this name, without a string of its own for every row. */
  static VectorType type(UTF8String dtype) {
    for (int i = 0; i < LABELS.length; i++) {
      if (LABELS[i].equals(dtype)) {
        return TYPES[i];
      }
    }
    return VectorType.of(dtype.toString());
  }

  /** Values as Spark holds an ARRAY&lt;FLOAT&gt;, rounded to float32. */
  static ArrayData floats(float[] values) {
    return UnsafeArrayData.fromPrimitiveArray(values);
  }

  void requireWidthOf(VectorArgument other, String function) {
    if (values.length != other.values.length) {
      throw Widths.refusal(
          "compute " + function, values.length, kind, other.values.length, other.kind);
    }
  }
}
