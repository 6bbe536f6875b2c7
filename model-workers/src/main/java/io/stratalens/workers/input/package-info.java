/** Files that people wrote, read strictly. */
package io.stratalens.workers.input;
