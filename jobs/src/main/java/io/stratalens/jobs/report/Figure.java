package io.stratalens.jobs.report;

/**
 * A picture of a report.
 *
 * @param name of its file, without the ending
 * @param svg the picture
 */
record Figure(String name, String svg) {}
