/** The TorchScript program of a stage: readable source, packed at run time. */
package io.stratalens.workers.program;
