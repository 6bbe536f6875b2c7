package io.stratalens.workers.labels;

import java.util.List;

/** The fields of a record of model-written evaluations; any others are left unread. */
public final class DatasetFields {
  /** What the prompt asks. */
  public static final String QUESTION = "question";

  /** The answer that matches the behaviour. */
  public static final String MATCHING = "answer_matching_behavior";

  /** The answer that does not. */
  public static final String OTHER = "answer_not_matching_behavior";

  /** All three. */
  public static final List<String> ALL = List.of(QUESTION, MATCHING, OTHER);

  private DatasetFields() {}
}
