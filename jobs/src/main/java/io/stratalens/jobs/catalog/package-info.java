/** The Spark catalog {@code stratalens}: the functions under a name of their own. */
package io.stratalens.jobs.catalog;
