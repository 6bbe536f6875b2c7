/** How the next token is drawn. */
package io.stratalens.workers.sampling;
