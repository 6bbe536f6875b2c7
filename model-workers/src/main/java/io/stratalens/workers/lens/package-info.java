/** What a kept vector predicts: top tokens, entropy, ranks and KL. */
package io.stratalens.workers.lens;
