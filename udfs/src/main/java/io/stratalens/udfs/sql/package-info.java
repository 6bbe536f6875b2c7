/**
 * The SQL functions on stored vectors: what Spark needs around the mathematics of the other
 * packages. The same bound functions serve the catalog and the bare names.
 */
package io.stratalens.udfs.sql;
