/** What a run would need of every device, before it starts. */
package io.stratalens.jobs.plan;
