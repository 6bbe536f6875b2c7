package io.stratalens.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.jobs.warehouse.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server knows of tables that clients made of an earlier one: nothing but their folders. */
class OwnTablesTest {
  private final SparkSession spark = TestSpark.session();
  private final Path warehouse = TestSpark.warehouse();
  private final List<String> said = new ArrayList<>();

  @AfterEach
  void forget() {
    spark.sql("DROP TABLE IF EXISTS own_notes");
    spark.sql("DROP DATABASE IF EXISTS own_other CASCADE");
  }

  @Test
  void tablesOfEveryDatabaseAreKnownAgainAndDropRemovesThem() {
    Path notes = table("own_notes", 1);
    Path other = table("own_other.db/own_notes", 2);

    publish();

    assertThat(said).isEmpty();
    assertThat(number("own_notes")).isEqualTo(1);
    assertThat(number("own_other.own_notes")).isEqualTo(2);
    spark.sql("INSERT INTO own_notes VALUES (3)");
    assertThat(spark.table("own_notes").count()).isEqualTo(2);

    publish();
    spark.sql("DROP TABLE own_notes");
    spark.sql("DROP TABLE own_other.own_notes");

    assertThat(List.of(notes, other)).noneMatch(Files::exists);
    publish();
    assertThat(spark.catalog().tableExists("own_notes")).isFalse();
  }

  @Test
  void aTableThatCannotBeReadIsNamedAndTheOthersAreServed() throws Exception {
    Path broken = Files.createDirectories(warehouse.resolve("own_broken/_delta_log"));
    Files.writeString(broken.resolve("%020d.json".formatted(0)), "no action of Delta's\n");
    table("own_notes", 1);

    publish();

    assertThat(number("own_notes")).isEqualTo(1);
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("Cannot serve the table because Spark cannot read it (")
        .endsWith(broken.getParent().toString())
        .hasLineCount(1);
  }

  private void publish() {
    new OwnTables(new Warehouse(warehouse), said::add).publish(spark);
  }

  private Path table(String name, int number) {
    Path folder = warehouse.resolve(name);
    spark
        .sql("SELECT %d AS number".formatted(number))
        .write()
        .format("delta")
        .save(folder.toString());
    return folder;
  }

  private int number(String table) {
    return spark.table(table).head().getInt(0);
  }
}
