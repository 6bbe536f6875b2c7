/** Interventions at a site; {@link io.stratalens.workers.steering.Operation} has their formulas. */
package io.stratalens.workers.steering;
