/** Text to token ids and back. */
package io.stratalens.workers.tokens;
