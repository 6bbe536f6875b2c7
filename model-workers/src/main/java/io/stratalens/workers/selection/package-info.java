/** Layers, sites and positions as people write them. */
package io.stratalens.workers.selection;
