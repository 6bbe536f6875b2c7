package io.stratalens.jobs.cli;

import java.nio.file.Path;

/** A model whose unembedding becomes rows. */
record UnembeddingRequest(Path model) {}
