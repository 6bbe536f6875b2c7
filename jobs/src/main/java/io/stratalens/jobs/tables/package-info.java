/** The tables as data; TABLES.md is their protocol. */
package io.stratalens.jobs.tables;
