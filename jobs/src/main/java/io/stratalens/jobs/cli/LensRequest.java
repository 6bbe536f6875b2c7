package io.stratalens.jobs.cli;

/** The lens of a stored run. */
record LensRequest(RunId run, LensSettings settings) {}
