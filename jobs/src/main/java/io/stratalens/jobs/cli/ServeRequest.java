package io.stratalens.jobs.cli;

import io.stratalens.jobs.serve.ServeOrder;

/** What to serve, and where. */
record ServeRequest(ServeOrder order) {}
