package io.stratalens.jobs.cli;

import io.stratalens.jobs.warehouse.ResultFormat;

/** A query and how its rows are written. */
record SqlRequest(String query, ResultFormat format) {}
