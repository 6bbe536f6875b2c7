package io.stratalens.jobs.bench;

import io.stratalens.udfs.vector.VectorType;
import java.io.PrintStream;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * SQL functions on a Parquet table of random vectors, in turns with plain scans of the same column:
 * {@code length} reads all of its bytes and looks at none, {@code xxhash64} looks at each. The
 * first direction is that of the first thousand rows.
 */
public final class FunctionsBenchmark {
  /**
   * What to run.
   *
   * @param rows vectors in the table
   * @param width values of each
   * @param seconds least time of each work
   * @param json one object a line in place of a table
   */
  public record Order(int rows, int width, VectorType dtype, int seconds, boolean json) {}

  private static final String TABLE = "bench_vectors";
  private static final String SCAN = "sum(length(vector))";
  private static final String DIRECTION = "vec_first_direction(vector, dtype)";

  // It keeps its group's rows and goes through them many times, of random ones most.
  private static final int ROWS_OF_A_DIRECTION = 1000;

  // As many groups as a model of that width has layers.
  private static final int LAYERS = 32;
  private static final String BY_LAYER = " by layer";

  private static final List<String> AGGREGATES =
      List.of(
          SCAN,
          "bit_xor(xxhash64(vector))",
          "vec_mean(vector, dtype)",
          "vec_mean(vector, dtype)" + BY_LAYER,
          "sum(vec_norm(vector, dtype))",
          DIRECTION);

  private final SparkSession spark;
  private final Consumer<String> progress;
  private final PrintStream out;

  /** A benchmark in this session; results go to {@code out}. */
  public FunctionsBenchmark(SparkSession spark, Consumer<String> progress, PrintStream out) {
    this.spark = spark;
    this.progress = progress;
    this.out = out;
  }

  /** Runs and prints the benchmark. */
  public void run(Order order) {
    try (Scratch scratch = Scratch.create()) {
      String folder = scratch.path().resolve("vectors").toUri().toString();
      progress.accept("writing %d vectors of %d values".formatted(order.rows(), order.width()));
      write(order, folder);
      spark.read().parquet(folder).createOrReplaceTempView(TABLE);
      Rounds<String> rounds = new Rounds<>();
      AGGREGATES.forEach(aggregate -> rounds.add(aggregate, () -> seconds(order, aggregate)));
      rounds.run(order.seconds(), progress);
      print(order, rounds);
    } finally {
      spark.catalog().dropTempView(TABLE);
    }
  }

  private void print(Order order, Rounds<String> rounds) {
    if (!order.json()) {
      out.println(FunctionResult.HEADER);
    }
    double bytes = (double) order.width() * order.dtype().bytes();
    for (String work : rounds.works()) {
      int rows = rows(order, work);
      double rowsPerSecond = rows / rounds.seconds(work);
      FunctionResult result =
          new FunctionResult(
              work,
              rowsPerSecond,
              bytes * rowsPerSecond / 1e6,
              (double) rows / order.rows() / rounds.ratio(work, SCAN));
      out.println(order.json() ? result.json() : result.line());
    }
  }

  /** How many rows a work takes. */
  private static int rows(Order order, String aggregate) {
    return aggregate.equals(DIRECTION) ? Math.min(order.rows(), ROWS_OF_A_DIRECTION) : order.rows();
  }

  private double seconds(Order order, String aggregate) {
    int rows = rows(order, aggregate);
    String source =
        rows < order.rows() ? "(SELECT * FROM %s LIMIT %d)".formatted(TABLE, rows) : TABLE;
    String query =
        aggregate.endsWith(BY_LAYER)
            ? "SELECT %s FROM %s GROUP BY layer".formatted(aggregate.replace(BY_LAYER, ""), source)
            : "SELECT %s FROM %s".formatted(aggregate, source);
    long start = System.nanoTime();
    spark.sql(query).collectAsList();
    return (System.nanoTime() - start) / 1e9;
  }

  private void write(Order order, String folder) {
    int width = order.width();
    VectorType dtype = order.dtype();
    MapFunction<Long, Row> vector =
        id ->
            RowFactory.create((int) (id % LAYERS), dtype.label(), dtype.encode(values(id, width)));
    spark
        .range(0, order.rows(), 1, spark.sparkContext().defaultParallelism())
        .map(vector, Encoders.row(StructType.fromDDL("layer INT, dtype STRING, vector BINARY")))
        .write()
        .option("compression", "zstd")
        .parquet(folder);
  }

  /**
   * Values about as large as those of a residual stream; normal ones would take minutes to draw.
   */
  private static float[] values(long seed, int width) {
    Random random = new Random(seed);
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }
}
