/** What a run is: its specification, its model's facts, its versions. */
package io.stratalens.jobs.runs;
