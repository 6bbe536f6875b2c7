/**
 * What a sweep over multipliers says of a data set: slopes, their interval, and random directions
 * beside them.
 */
package io.stratalens.udfs.steerability;
