/** Arrow vectors of a known size. */
package io.stratalens.workers.arrow;
