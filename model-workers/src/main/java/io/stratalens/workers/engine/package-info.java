/** The edge to DJL and libtorch: one stage of a model, its caches, its copies to the host. */
package io.stratalens.workers.engine;
