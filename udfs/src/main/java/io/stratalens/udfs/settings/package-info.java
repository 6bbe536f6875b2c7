/** Every configuration key that this code reads, declared in one place with type and default. */
package io.stratalens.udfs.settings;
