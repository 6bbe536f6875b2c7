/** What samples say of their labels under steering, for every cell and multiplier of a sweep. */
package io.stratalens.workers.sweep;
