/** Spark's plugin: which executor holds which stage, and what became of it. */
package io.stratalens.workers.cluster;
