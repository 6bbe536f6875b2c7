package io.stratalens.jobs.serve;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import scala.Option;

/**
 * A table that is its catalog's own, so that DROP TABLE removes its folder, as it did before the
 * catalog was lost with its process. SQL makes such a table in an empty folder only.
 */
final class ManagedTable {
  private ManagedTable() {}

  /** Makes one of a table that the catalog knows by its location. */
  static void make(SparkSession spark, String database, String name) {
    SessionCatalog catalog =
        ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().catalog();
    try {
      catalog.alterTable(
          managed(catalog.getTableMetadata(new TableIdentifier(name, Option.apply(database)))));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static CatalogTable managed(CatalogTable table) {
    return table.copy(
        table.identifier(),
        CatalogTableType.MANAGED(),
        table.storage(),
        table.schema(),
        table.provider(),
        table.partitionColumnNames(),
        table.bucketSpec(),
        table.owner(),
        table.createTime(),
        table.lastAccessTime(),
        table.createVersion(),
        table.properties(),
        table.stats(),
        table.viewText(),
        table.comment(),
        table.collation(),
        table.unsupportedFeatures(),
        table.tracksPartitionsInCatalog(),
        table.schemaPreservesCase(),
        table.ignoredProperties(),
        table.viewOriginalText(),
        table.multipartIdentifier());
  }
}
