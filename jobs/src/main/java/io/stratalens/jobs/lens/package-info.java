/** The logit lens of a stored run, read from its activations. */
package io.stratalens.jobs.lens;
