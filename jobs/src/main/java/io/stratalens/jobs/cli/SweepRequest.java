package io.stratalens.jobs.cli;

import io.stratalens.jobs.sweep.SweepOrder;
import io.stratalens.jobs.warehouse.ResultFormat;

/** A sweep, and how its mean slopes are printed. */
record SweepRequest(SweepOrder order, ResultFormat format) {}
