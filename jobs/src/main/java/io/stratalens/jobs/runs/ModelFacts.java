package io.stratalens.jobs.runs;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.labels.LabelTokenizer;
import io.stratalens.workers.labels.PromptTemplate;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ParameterInventory;
import io.stratalens.workers.tokens.PromptTokenizer;
import io.stratalens.workers.tokens.TokenNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run records of its model, read and checked before any work starts.
 *
 * @param location where the checkpoint is
 * @param config its configuration
 * @param configText config.json as it stands
 * @param modelHash hash of configuration and weights
 * @param tokenizerHash hash of tokenizer.json; empty where there is none
 */
public record ModelFacts(
    ModelLocation location,
    ModelConfig config,
    String configText,
    String modelHash,
    Optional<String> tokenizerHash) {

  /** Reads a checkpoint's facts; one that cannot be run is refused. */
  public static ModelFacts read(ModelLocation location) {
    Path folder = location.folder();
    ModelConfig config = ModelConfig.read(folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      new ParameterInventory(config).check(checkpoint);
      return new ModelFacts(
          location,
          config,
          Files.readString(folder.resolve("config.json")),
          checkpoint.contentHash(),
          tokenizerHash(folder));
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot read the model's config.json because %s: %s", e.getMessage(), folder);
    }
  }

  /** The checkpoint's folder on this machine. */
  public Path folder() {
    return location.folder();
  }

  /** Opens the tokenizer, where the model has one; the caller closes it. */
  public Optional<PromptTokenizer> tokenizer() {
    return tokenizerHash.map(hash -> PromptTokenizer.open(folder()));
  }

  /** Opens the tokenizer that a data set's rows need; the caller closes it. */
  public PromptTokenizer labelTokenizer() {
    return tokenizer()
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "Cannot read the labels of a data set because the model has no tokenizer.json:"
                        + " %s. Fetch it.",
                    folder()));
  }

  /** What makes labelled prompts of rows, by the model's own tokenizer. */
  public LabelTokenizer labels(PromptTokenizer tokenizer, PromptTemplate template) {
    return new LabelTokenizer(tokenizer, template, config.vocabulary(), config.context());
  }

  private static Optional<String> tokenizerHash(Path folder) {
    if (Files.notExists(folder.resolve(TokenNames.FILE))) {
      return Optional.empty();
    }
    try (PromptTokenizer tokenizer = PromptTokenizer.open(folder)) {
      return Optional.of(tokenizer.hash());
    }
  }
}
