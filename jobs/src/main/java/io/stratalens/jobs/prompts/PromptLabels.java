package io.stratalens.jobs.prompts;

import java.io.Serializable;

/**
 * The two labels of a prompt, as text.
 *
 * @param matching the one that matches the behaviour
 * @param other the one that does not
 */
public record PromptLabels(String matching, String other) implements Serializable {}
