/** A folder of tables: its runs, their locks, and what readers of it see. */
package io.stratalens.jobs.warehouse;
