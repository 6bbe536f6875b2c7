/** A folder of tables: its runs, their locks, its steering vectors, and what readers of it see. */
package io.stratalens.jobs.warehouse;
