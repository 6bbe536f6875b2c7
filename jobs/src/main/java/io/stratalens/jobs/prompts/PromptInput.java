package io.stratalens.jobs.prompts;

/** What a capture reads: prompts where they lie, or labelled pairs that are tokenised already. */
public sealed interface PromptInput permits PromptSource, PairPrompts {}
