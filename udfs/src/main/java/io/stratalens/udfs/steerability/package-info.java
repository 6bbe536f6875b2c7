/** What a sweep over multipliers says of a data set: DESIGN section 7. */
package io.stratalens.udfs.steerability;
