package io.stratalens.jobs.catalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.udfs.vector.VectorType;
import java.util.HexFormat;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A row of the table: its key, two stored vectors, a condition and a point; any may be NULL. */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
record DrawnRow(
    int group,
    int index,
    byte[] v,
    VectorType d,
    byte[] w,
    VectorType e,
    Boolean positive,
    Double x,
    Double y) {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "g INT, i INT, v BINARY, d STRING, w BINARY, e STRING, p BOOLEAN, x DOUBLE, y DOUBLE");

  /** The columns out of those of {@link #json}, which are all texts. */
  static final String OF_JSON =
      "CAST(g AS INT) AS g, CAST(i AS INT) AS i, unhex(v) AS v, d, unhex(w) AS w, e,"
          + " CAST(p AS BOOLEAN) AS p, CAST(x AS DOUBLE) AS x, CAST(y AS DOUBLE) AS y";

  double[] left() {
    return PlainVectors.decoded(v, d);
  }

  double[] right() {
    return PlainVectors.decoded(w, e);
  }

  Row row() {
    return RowFactory.create(group, index, v, label(d), w, label(e), positive, x, y);
  }

  String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    Row row = row();
    for (int i = 0; i < row.size(); i++) {
      if (!row.isNullAt(i)) {
        json.put(
            SCHEMA.fieldNames()[i],
            row.get(i) instanceof byte[] bytes
                ? HexFormat.of().formatHex(bytes)
                : row.get(i).toString());
      }
    }
    return json.toString();
  }

  private static String label(VectorType type) {
    return type == null ? null : type.label();
  }
}
