/** Steering vectors from pairs of stored vectors, and random directions to compare them with. */
package io.stratalens.udfs.steering;
