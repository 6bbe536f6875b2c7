package io.stratalens.jobs.prompts;

import java.io.Serializable;

/**
 * A prompt, or why it is none.
 *
 * @param prompt null where there is a problem
 * @param problem one sentence; null where there is none
 */
record CheckedPrompt(long promptId, TokenisedPrompt prompt, String problem)
    implements Serializable {}
