/** A model against a reference file of another implementation. */
package io.stratalens.jobs.parity;
