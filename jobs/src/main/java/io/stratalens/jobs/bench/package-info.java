/** How fast it is: each benchmark takes what it compares in turns, in one run. */
package io.stratalens.jobs.bench;
