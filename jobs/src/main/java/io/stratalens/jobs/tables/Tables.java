package io.stratalens.jobs.tables;

import static io.stratalens.jobs.tables.TableColumn.optional;
import static io.stratalens.jobs.tables.TableColumn.required;

import java.util.List;
import java.util.Optional;

/** The tables of a warehouse; TABLES.md beside this class says the same for readers. */
public final class Tables {
  /** The column that names a run, in every table that has runs. */
  public static final String RUN_ID = "run_id";

  /** The column that names a prompt of a run, counted from 0. */
  public static final String PROMPT_ID = "prompt_id";

  private static final TableColumn RUN =
      required(RUN_ID, ColumnType.STRING, "The run that wrote the row");
  private static final TableColumn PROMPT =
      required(PROMPT_ID, ColumnType.BIGINT, "The prompt's place in the run's input, from 0");
  private static final TableColumn LAYER =
      required("layer", ColumnType.INT, "Decoder layer, from 0");
  private static final TableColumn SITE =
      required("site", ColumnType.STRING, "Place in the layer, such as resid_post");
  private static final TableColumn POSITION =
      required("position", ColumnType.INT, "Token position, from 0; generated tokens continue it");
  private static final TableColumn TOKEN =
      required("token_id", ColumnType.INT, "Vocabulary id of the token at the position");

  private static final TableColumn DATASET =
      required("dataset", ColumnType.STRING, "The data set's name in the plan");
  private static final TableColumn POSITIONS =
      required("positions", ColumnType.STRING, "Where the vector was added: last or all");
  private static final TableColumn VECTOR =
      required("vector", ColumnType.STRING, "label, or random-SEED for a control direction");

  private static final List<String> POINT_KEYS =
      List.of(RUN_ID, PROMPT_ID, "layer", "site", "position");
  private static final List<String> POINT_CLUSTERING = List.of(RUN_ID, "layer", "site", PROMPT_ID);

  /** One row per committed chunk of a run's prompts: what is not here is not visible. */
  public static final TableDefinition CHUNKS =
      TableDefinition.of(
          "chunks",
          List.of(RUN_ID, "chunk"),
          List.of(),
          RUN,
          required("chunk", ColumnType.INT, "The chunk's number in its run, from 0"),
          required("first_prompt", ColumnType.BIGINT, "prompt_id of the chunk's first prompt"),
          required(
              "prompts",
              ColumnType.BIGINT,
              "Prompts in the chunk; ids of a capture's are consecutive"),
          required("epoch", ColumnType.INT, "Epoch of the pipeline that computed it, from 0"),
          required("rows", ColumnType.COUNTS, "Rows that the chunk put into each table, by name"),
          required("bytes", ColumnType.BIGINT, "Bytes of all data files that the chunk wrote"),
          required("seconds", ColumnType.DOUBLE, "Seconds from the chunk's start to its last file"),
          required("committed", ColumnType.TIMESTAMP, "When this row was committed"));

  /** One row per run. */
  public static final TableDefinition RUNS =
      TableDefinition.of(
          "runs",
          List.of(RUN_ID),
          List.of(),
          required(RUN_ID, ColumnType.STRING, "The run's name, unique in the warehouse"),
          required("kind", ColumnType.STRING, "What ran: capture or sweep"),
          required(
              "model",
              ColumnType.STRING,
              "What its user named: a folder, a repository or an address"),
          required("model_hash", ColumnType.STRING, "Hash of the checkpoint's weights and config"),
          optional("tokenizer_hash", ColumnType.STRING, "Hash of tokenizer.json"),
          required("config", ColumnType.STRING, "JSON: the checkpoint's config.json"),
          optional("plan", ColumnType.STRING, "JSON: how the layers were split into stages"),
          required("spec", ColumnType.STRING, "JSON: what was asked; the same id needs the same"),
          optional("lens", ColumnType.STRING, "JSON: what was asked of the logit lens"),
          required("versions", ColumnType.STRING, "JSON: versions of the software that ran"),
          required("status", ColumnType.STRING, "running, done or failed"),
          required("started", ColumnType.TIMESTAMP, "When the run was first started"),
          optional("ended", ColumnType.TIMESTAMP, "When the run last ended"),
          optional("counts", ColumnType.COUNTS, "Totals at the end: see below"));

  /** One row per prompt of a run. */
  public static final TableDefinition PROMPTS =
      TableDefinition.of(
          "prompts",
          List.of(RUN_ID, PROMPT_ID),
          List.of(RUN_ID, PROMPT_ID),
          RUN,
          PROMPT,
          optional("text", ColumnType.STRING, "The prompt as the tokenizer read it"),
          required("token_ids", ColumnType.INT_ARRAY, "Vocabulary ids, special tokens included"),
          required("tokens", ColumnType.STRING_ARRAY, "The same tokens as readable strings"),
          optional("matching_label", ColumnType.STRING, "Label that matches the behaviour"),
          optional("other_label", ColumnType.STRING, "Label that does not match the behaviour"),
          optional(
              "source", ColumnType.STRING, "Where the prompt came from, as file:row; rows from 1"));

  /** One row per captured vector. */
  public static final TableDefinition ACTIVATIONS =
      TableDefinition.of(
          "activations",
          POINT_KEYS,
          POINT_CLUSTERING,
          RUN,
          PROMPT,
          LAYER,
          SITE,
          POSITION,
          TOKEN,
          required("phase", ColumnType.STRING, "prompt or generated: what the position belongs to"),
          required("dtype", ColumnType.STRING, "How the vector is encoded: f32, f16 or bf16"),
          required("vector", ColumnType.BINARY, "The values, little-endian, one after another"),
          required("norm", ColumnType.FLOAT, "Euclidean norm of the values"));

  /** One row per vector that the logit lens read, and per named target when several were asked. */
  public static final TableDefinition LENS =
      TableDefinition.of(
          "lens",
          POINT_KEYS,
          POINT_CLUSTERING,
          RUN,
          PROMPT,
          LAYER,
          SITE,
          POSITION,
          TOKEN,
          required("top_ids", ColumnType.INT_ARRAY, "Ids of the likeliest tokens, likeliest first"),
          required("top_tokens", ColumnType.STRING_ARRAY, "The same tokens as readable strings"),
          required("top_probs", ColumnType.FLOAT_ARRAY, "Their probabilities, 0 to 1"),
          required("entropy", ColumnType.FLOAT, "Entropy of the whole distribution, in nats"),
          optional("target_id", ColumnType.INT, "Vocabulary id of the target token"),
          optional("target_rank", ColumnType.INT, "The target's rank; 0 is the likeliest token"),
          optional("target_logprob", ColumnType.FLOAT, "The target's log-probability, in nats"),
          optional(
              "kl_to_final",
              ColumnType.FLOAT,
              "Sum of p_final (log p_final - log p_layer), in nats"));

  /** One row per prompt that a run generated from. */
  public static final TableDefinition GENERATIONS =
      TableDefinition.of(
          "generations",
          List.of(RUN_ID, PROMPT_ID),
          List.of(RUN_ID, PROMPT_ID),
          RUN,
          PROMPT,
          optional(
              "steering",
              ColumnType.STRING,
              "JSON: each intervention, and how many positions it changed"),
          optional("text", ColumnType.STRING, "What was generated, up to what ended it"),
          required(
              "token_ids", ColumnType.INT_ARRAY, "Every sampled id, one that ended it included"),
          required("tokens", ColumnType.STRING_ARRAY, "The same tokens as readable strings"),
          required("finish_reason", ColumnType.STRING, "stop, stop_string or length"),
          required(
              "tokens_per_second",
              ColumnType.FLOAT,
              "Sampled tokens over the seconds from reading the prompt to the last of them"));

  /** One row per steering vector. */
  public static final TableDefinition STEERING_VECTORS =
      TableDefinition.of(
          "steering_vectors",
          List.of("vector_id"),
          List.of(),
          required("vector_id", ColumnType.STRING, "Hash of what the vector was made of and how"),
          required("dataset", ColumnType.STRING, "Name of the data set whose behaviour it is"),
          required("model_hash", ColumnType.STRING, "Hash of the checkpoint that it belongs to"),
          LAYER,
          SITE,
          required("method", ColumnType.STRING, "mean, pca, logistic, or imported"),
          optional("pairs", ColumnType.BIGINT, "How many pairs made it"),
          optional("pairs_hash", ColumnType.STRING, "Hash of the tokens of these pairs"),
          optional(
              "origin",
              ColumnType.STRING,
              "JSON: data set, rows, template, label form and compute type"),
          required("dtype", ColumnType.STRING, "How the vector is encoded: f32"),
          required("vector", ColumnType.BINARY, "The values, little-endian, one after another"),
          required("norm", ColumnType.FLOAT, "Euclidean norm of the values"),
          optional(RUN_ID, ColumnType.STRING, "The capture of the pairs that it was made from"));

  /** One row per test row, cell of a sweep and multiplier. */
  public static final TableDefinition PROPENSITIES =
      TableDefinition.of(
          "propensities",
          List.of(
              RUN_ID, "dataset", "sample", "layer", "site", "positions", "vector", "multiplier"),
          List.of(RUN_ID, "dataset", "layer", "site"),
          RUN,
          DATASET,
          required("sample", ColumnType.INT, "The row's place in the data set, from 0"),
          LAYER,
          SITE,
          POSITIONS,
          VECTOR,
          required("multiplier", ColumnType.DOUBLE, "What the vector was multiplied by"),
          required("propensity", ColumnType.DOUBLE, "matching_logit - other_logit"),
          required(
              "matching_logit", ColumnType.DOUBLE, "Logit of the label that matches the behaviour"),
          required("other_logit", ColumnType.DOUBLE, "Logit of the other label"),
          optional(
              "label_is_top",
              ColumnType.BOOLEAN,
              "Whether the most likely next token is one of the two labels"));

  /** One row per data set and cell of a sweep. */
  public static final TableDefinition STEERABILITY =
      TableDefinition.of(
          "steerability",
          List.of(RUN_ID, "dataset", "layer", "site", "positions", "vector"),
          List.of(RUN_ID, "dataset", "layer", "site"),
          RUN,
          DATASET,
          LAYER,
          SITE,
          POSITIONS,
          required("vector", ColumnType.STRING, "label: random directions are in control_*"),
          required("samples", ColumnType.INT, "Test rows"),
          required(
              "slope",
              ColumnType.DOUBLE,
              "Mean over samples of the slope of propensity on multiplier"),
          required("intercept", ColumnType.DOUBLE, "Of the mean curve's line, at multiplier 0"),
          optional("ci_low", ColumnType.DOUBLE, "Lower end of the slope's 95% interval"),
          optional("ci_high", ColumnType.DOUBLE, "Upper end of the slope's 95% interval"),
          optional("r2", ColumnType.DOUBLE, "Share of the mean curve's variance on its line"),
          optional(
              "rho", ColumnType.DOUBLE, "Spearman's, of multiplier and mean propensity, -1 to 1"),
          required(
              "monotone",
              ColumnType.BOOLEAN,
              "Whether the mean curve strictly rises or strictly falls"),
          required(
              "anti_steerable_fraction",
              ColumnType.DOUBLE,
              "Share of samples with a slope below 0"),
          optional(
              "label_top_share",
              ColumnType.DOUBLE,
              "Share of samples whose most likely next token, unsteered, is one of their labels"),
          optional("control_mean", ColumnType.DOUBLE, "Mean slope of the random directions"),
          optional(
              "control_sd", ColumnType.DOUBLE, "Standard deviation of their slopes, n - 1 below"),
          optional("control_max", ColumnType.DOUBLE, "Their largest absolute slope"),
          optional("control_n", ColumnType.INT, "How many random directions there were"),
          optional(
              "control_rank",
              ColumnType.INT,
              "The label vector's place by absolute slope among them, from 1: 1 exceeds them all"));

  /** One row per token of a model's vocabulary, for models that were asked for. */
  public static final TableDefinition UNEMBEDDING =
      TableDefinition.of(
          "unembedding",
          List.of("model_hash", "token_id"),
          List.of("model_hash"),
          required("model_hash", ColumnType.STRING, "Hash of the checkpoint that it belongs to"),
          required("token_id", ColumnType.INT, "Vocabulary id of the token"),
          required("token", ColumnType.STRING, "The token as a readable string"),
          required("dtype", ColumnType.STRING, "How the vector is encoded: f32, f16 or bf16"),
          required("vector", ColumnType.BINARY, "The values, little-endian, one after another"));

  private static final List<TableDefinition> ALL =
      List.of(
          CHUNKS,
          RUNS,
          PROMPTS,
          ACTIVATIONS,
          LENS,
          GENERATIONS,
          STEERING_VECTORS,
          PROPENSITIES,
          STEERABILITY,
          UNEMBEDDING);

  private Tables() {}

  /** Every table, in the order of TABLES.md. */
  public static List<TableDefinition> all() {
    return ALL;
  }

  /** The table of this name. */
  public static Optional<TableDefinition> named(String name) {
    return ALL.stream().filter(table -> table.name().equals(name)).findFirst();
  }
}
