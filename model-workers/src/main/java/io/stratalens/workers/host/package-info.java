/** What one process holds once: its models and its memory's peak. */
package io.stratalens.workers.host;
