/** Prompts and labelled pairs from files and tables, checked and cut into chunks. */
package io.stratalens.jobs.prompts;
