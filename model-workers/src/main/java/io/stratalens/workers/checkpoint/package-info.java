/** Safetensors files, mapped and checked. */
package io.stratalens.workers.checkpoint;
