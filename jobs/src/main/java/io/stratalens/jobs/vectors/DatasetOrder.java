package io.stratalens.jobs.vectors;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.udfs.steering.SteeringMethod;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.labels.PromptTemplate;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.SiteSelection;

/**
 * The vectors of a data set as a user asks for them.
 *
 * @param dataset the data set's name in tables
 * @param source where it lies
 * @param rows which of its rows make the vectors
 * @param batchTokens padded tokens of a microbatch at most
 * @param stages how the model is spread where the pairs have to be captured
 */
public record DatasetOrder(
    ModelLocation model,
    String dataset,
    PromptSource source,
    PromptTemplate template,
    ChosenRows rows,
    BadRows badRows,
    SiteSelection sites,
    LayerSelection layers,
    SteeringMethod method,
    int batchTokens,
    StageOrder stages) {}
