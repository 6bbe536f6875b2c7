/** Interventions at a site, by the formulas of the design's section 7. */
package io.stratalens.workers.steering;
