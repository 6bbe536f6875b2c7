/** Hidden states from stage to stage, inside one JVM or over Spark's network layer. */
package io.stratalens.workers.link;
