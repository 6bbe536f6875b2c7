/** Sweeps over layers and multipliers: what a plan asks for. */
package io.stratalens.jobs.sweep;
