import org.apache.spark.sql.SparkSession;

/**
 * A user's Java program with nothing of Stratalens and no Spark but its Connect client: prints the
 * rows of a query as JSON, one on a line.
 */
class QueryOverConnect {
  public static void main(String[] arguments) throws Exception {
    String remote = System.getenv("SPARK_REMOTE");
    SparkSession spark = SparkSession.builder().remote(remote).getOrCreate();
    spark.sql(arguments[0]).toJSON().collectAsList().forEach(System.out::println);
    spark.close();
  }
}
