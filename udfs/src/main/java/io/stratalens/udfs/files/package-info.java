/** What can be said of files by where they are: on this machine or at an address. */
package io.stratalens.udfs.files;
