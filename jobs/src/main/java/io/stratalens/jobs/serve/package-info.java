/** Spark servers on a warehouse: Connect for notebooks, Thrift for JDBC clients. */
package io.stratalens.jobs.serve;
