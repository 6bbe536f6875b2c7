/** The exception of all messages that people read, and the nearest known name. */
package io.stratalens.udfs.error;
