package io.stratalens.jobs.picture;

/**
 * A picture and its name.
 *
 * @param name of its file, without the ending
 * @param svg the picture
 */
public record Figure(String name, String svg) {}
