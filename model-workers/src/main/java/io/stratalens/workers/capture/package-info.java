/** Kept vectors as Arrow batches. */
package io.stratalens.workers.capture;
