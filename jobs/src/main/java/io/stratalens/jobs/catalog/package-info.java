/** The Spark catalog {@code stratalens}: functions under a name of their own, and procedures. */
package io.stratalens.jobs.catalog;
