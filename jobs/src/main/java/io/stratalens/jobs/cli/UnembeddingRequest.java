package io.stratalens.jobs.cli;

import io.stratalens.workers.location.ModelLocation;

/** A model whose unembedding becomes rows. */
record UnembeddingRequest(ModelLocation model) {}
