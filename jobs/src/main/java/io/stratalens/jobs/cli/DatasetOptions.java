package io.stratalens.jobs.cli;

import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.jobs.prompts.RowRanges;
import io.stratalens.jobs.sweep.RowChoice.Split;
import io.stratalens.jobs.tables.DatasetName;
import io.stratalens.jobs.vectors.ChosenRows;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.labels.LabelForm;
import io.stratalens.workers.labels.PromptTemplate;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a data set of labelled rows and say how it is read. */
final class DatasetOptions {
  @Option(
      names = "--dataset",
      paramLabel = "FILE|TABLE",
      description =
          "Rows with question, answer_matching_behavior and answer_not_matching_behavior: JSONL,"
              + " Parquet or Delta, or a table of one's own in the warehouse.")
  private String dataset;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The data set's name in tables (default: that of its file or table).")
  private String name;

  @Option(
      names = "--rows",
      paramLabel = "LIST",
      description = "Rows that make the vectors, from 0, such as 0-79 (default: --split).")
  private String rows;

  @Option(
      names = "--split",
      paramLabel = "SHARE",
      description =
          "Share of the rows, drawn at random, that makes the vectors (default: 0.4). A sweep plan"
              + " of the same split and seed tests the others.")
  private Double split;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the split (default: 1).")
  private Long seed;

  @Option(
      names = "--prompt",
      paramLabel = "TEMPLATE",
      defaultValue = "{question}",
      description =
          "How a question becomes a prompt (default: ${DEFAULT-VALUE}). A shell's"
              + " $'{question}\\n\\nAnswer: (' has line breaks in it.")
  private String prompt;

  @Option(
      names = "--label",
      paramLabel = "text|letter",
      defaultValue = "text",
      description =
          "What of an answer is the label: all its text, or the letter inside its parentheses"
              + " (default: ${DEFAULT-VALUE}). It must be one token.")
  private String label;

  @Mixin private BadRowsOption badRows;

  /** Whether a data set is named. */
  boolean given() {
    return dataset != null;
  }

  PromptSource source(Path warehouse) {
    return PromptSource.of(Inputs.filled("--dataset", dataset), Optional.empty(), warehouse);
  }

  /** The name that was given. */
  Optional<String> name() {
    return Optional.ofNullable(name).map(DatasetOptions::checked);
  }

  private static String checked(String name) {
    return DatasetName.checked("the data set, which --name gives it,", name);
  }

  /** The name of the file or table. */
  String ownName() {
    String last = dataset.strip().replaceFirst("/+$", "");
    last = last.substring(last.lastIndexOf('/') + 1);
    return checked(last.replaceFirst("\\.(jsonl|ndjson|json|parquet)$", ""));
  }

  PromptTemplate template() {
    return new PromptTemplate(prompt, LabelForm.of(label));
  }

  BadRows badRows() {
    return badRows.choice();
  }

  ChosenRows rows() {
    if (rows != null) {
      if (split != null || seed != null) {
        throw StratalensException.invalid(
            "Cannot use --rows because --split and --seed choose rows too: %s. Give the one or the"
                + " other.",
            rows);
      }
      return RowRanges.parse(Inputs.filled("--rows", rows))::resolve;
    }
    Split share = new Split(split == null ? Split.SHARE : split, seed == null ? Split.SEED : seed);
    return (name, size) -> share.resolve(name, size).vector();
  }
}
