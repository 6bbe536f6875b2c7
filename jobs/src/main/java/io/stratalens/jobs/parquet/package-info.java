/** Arrow batches as Parquet files: the inner loop of every capture. */
package io.stratalens.jobs.parquet;
