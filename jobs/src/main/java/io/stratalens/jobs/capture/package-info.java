/**
 * Prompts through a model into tables, chunk by chunk: in one process, or in stages on a cluster.
 */
package io.stratalens.jobs.capture;
