/** A run or a sweep as one page with its pictures. */
package io.stratalens.jobs.report;
