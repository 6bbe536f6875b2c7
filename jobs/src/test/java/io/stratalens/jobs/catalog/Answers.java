package io.stratalens.jobs.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Row;

/** The columns of a row that SQL answered: numbers, lists of numbers, true or false, or null. */
public record Answers(List<JsonNode> columns) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  static Answers of(Row row) {
    return new Answers(
        IntStream.range(0, row.size())
            .mapToObj(
                i -> {
                  boolean array =
                      !row.isNullAt(i)
                          && row.schema().apply(i).dataType().typeName().equals("array");
                  return (JsonNode) JSON.valueToTree(array ? row.getList(i) : row.get(i));
                })
            .toList());
  }

  /** Of Python's JSON, which has NaN and Infinity: a list of objects. */
  public static List<Answers> of(String json) throws JsonProcessingException {
    return StreamSupport.stream(JSON.readTree(json).spliterator(), false)
        .map(row -> new Answers(row.properties().stream().map(Map.Entry::getValue).toList()))
        .toList();
  }

  void isNull(int column) {
    assertThat(columns.get(column).isNull()).isTrue();
  }

  void isTrue(int column) {
    assertThat(columns.get(column).isBoolean() && columns.get(column).booleanValue()).isTrue();
  }

  void isNumber(int column, double expected, double slack) {
    assertThat(columns.get(column).isNumber()).isTrue();
    require(columns.get(column).doubleValue(), expected, slack);
  }

  /** A vector of float32 values, to the bit but for what is in a NaN. */
  void isExactly(int column, double[] expected) {
    double[] found = vector(column, expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Double.compare(found[i], (float) expected[i]))
          .as("%s for %s", found[i], expected[i])
          .isZero();
    }
  }

  /**
   * A vector of float32 values.
   *
   * @param slack what the order of sums may change in float64, beside which the last bit counts
   */
  void isVector(int column, double[] expected, double[] slack) {
    double[] found = vector(column, expected.length);
    for (int i = 0; i < expected.length; i++) {
      float rounded = (float) expected[i];
      if (Float.isFinite(rounded)) {
        require(found[i], expected[i], slack[i] + (double) Math.ulp(rounded) / 2);
      } else {
        require(found[i], rounded, 0);
      }
    }
  }

  private double[] vector(int column, int width) {
    JsonNode list = columns.get(column);
    assertThat(list.isArray()).isTrue();
    assertThat(list).hasSize(width);
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  private static void require(double found, double expected, double slack) {
    if (Double.isFinite(expected)) {
      assertThat(found).isCloseTo(expected, within(slack));
    } else {
      assertThat(Double.compare(found, expected)).as("%s for %s", found, expected).isZero();
    }
  }
}
