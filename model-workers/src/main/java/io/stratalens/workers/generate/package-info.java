/** Generation with a KV cache: prompts take slots, steps run, rows end. */
package io.stratalens.workers.generate;
