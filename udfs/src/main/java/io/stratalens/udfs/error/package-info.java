/** The exception of all messages that people read, and what they name: labels and near names. */
package io.stratalens.udfs.error;
