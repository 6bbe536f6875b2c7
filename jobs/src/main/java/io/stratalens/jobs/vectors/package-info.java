/** Steering vectors of labelled pairs: captured, computed, stored, exported and imported. */
package io.stratalens.jobs.vectors;
