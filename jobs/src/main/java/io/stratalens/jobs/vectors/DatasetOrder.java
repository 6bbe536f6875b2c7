package io.stratalens.jobs.vectors;

import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.udfs.steering.SteeringMethod;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.labels.PromptTemplate;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.SiteSelection;
import java.nio.file.Path;

/**
 * The vectors of a data set as a user asks for them.
 *
 * @param model a model folder
 * @param dataset the data set's name in tables
 * @param source where it lies
 * @param rows which of its rows make the vectors
 * @param batchTokens padded tokens of a microbatch at most
 */
public record DatasetOrder(
    Path model,
    String dataset,
    PromptSource source,
    PromptTemplate template,
    ChosenRows rows,
    BadRows badRows,
    SiteSelection sites,
    LayerSelection layers,
    SteeringMethod method,
    int batchTokens) {}
