/** The upkeep of a warehouse: files merged and clustered, what nobody needs any more removed. */
package io.stratalens.jobs.maintain;
