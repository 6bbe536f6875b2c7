/** The table {@code unembedding}, which tells the tokens nearest to a stored vector. */
package io.stratalens.jobs.unembedding;
