/** Statistics of a few numbers: line, interval and rank correlation. */
package io.stratalens.udfs.statistics;
