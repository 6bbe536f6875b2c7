/** Where models are: folders, the Hugging Face cache, and file systems they are copied from. */
package io.stratalens.workers.location;
