/**
 * What can be said of files by where they are, on this machine or at an address, and files that
 * appear whole.
 */
package io.stratalens.udfs.files;
