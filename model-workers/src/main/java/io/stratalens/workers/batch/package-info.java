/** Rows of tokens as microbatches; which rows share one follows from the plan alone. */
package io.stratalens.workers.batch;
