/** What can be said of files of the machine that this process runs on. */
package io.stratalens.udfs.files;
