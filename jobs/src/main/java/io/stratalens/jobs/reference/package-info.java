/** The pages of docs/ that are made of what the code declares. */
package io.stratalens.jobs.reference;
