/** A model as data, from its config.json: family, sizes, rope, parameters. */
package io.stratalens.workers.model;
