/** Rows of model-written evaluations as prompts with two labels of one token each. */
package io.stratalens.workers.labels;
