/** Chunks become rows of Delta tables, each exactly once; all that knows Delta Kernel is here. */
package io.stratalens.jobs.delta;
