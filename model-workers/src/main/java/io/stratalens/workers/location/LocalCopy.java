package io.stratalens.workers.location;

import java.nio.file.Path;

/**
 * A whole copy of a model on this machine.
 *
 * @param fingerprint what the model was when it was copied
 */
record LocalCopy(Path folder, String fingerprint) {}
