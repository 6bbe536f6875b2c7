/** A run of stages: how layers are divided, and how passes go through them. */
package io.stratalens.workers.pipeline;
