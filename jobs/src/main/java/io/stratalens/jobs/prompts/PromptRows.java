package io.stratalens.jobs.prompts;

import org.apache.spark.api.java.JavaRDD;

/**
 * The prompts of a source in its order, which is the order of the RDD's partitions too.
 *
 * @param location the source as given
 * @param rdd one row per prompt; reading it twice gives the same rows while the source stands still
 * @param tokenised whether the source holds token ids, so that no tokenizer is needed
 */
record PromptRows(String location, JavaRDD<PromptRow> rdd, boolean tokenised) {}
