/** What a run and the processes that compute it tell Spark's metrics system. */
package io.stratalens.workers.metrics;
