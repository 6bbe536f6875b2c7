/** Numbers beside reference numbers, and where they differ most. */
package io.stratalens.workers.parity;
