package io.stratalens.udfs.sql;

import org.apache.spark.sql.connector.catalog.functions.BoundFunction;

/** Makes a function for the arguments of a call. */
@FunctionalInterface
interface Binding {
  BoundFunction of(String name, Arguments arguments);
}
