/** The command line: options, what they ask for, and the one sentence that refuses them. */
package io.stratalens.jobs.cli;
