package io.stratalens.jobs.warehouse;

import java.util.Locale;

/** Views that users can start from: joins of the tables that most questions need. */
enum StarterView {
  /** The lens with the prompts that it read, and the token at each position. */
  LENS_PROMPTS(
      """
      SELECT lens.*, get(prompts.tokens, lens.position) AS token, prompts.text, prompts.tokens,
        prompts.matching_label, prompts.other_label, prompts.source
      FROM lens JOIN prompts USING (run_id, prompt_id)
      """),

  /**
   * What a sweep says of each cell, with the vector that it added there; without one where the
   * sweep is of before the hash of a vector's pairs was kept.
   */
  STEERABILITY_VECTORS(
      """
      SELECT cells.*, vectors.vector_id, vectors.method, vectors.pairs, vectors.dtype,
        vectors.vector AS vector_values, vectors.norm
      FROM steerability cells
      JOIN (
        SELECT run_id, model_hash, get_json_object(spec, '$.method') AS method,
          get_json_object(spec, '$.compute') AS compute,
          explode(from_json(get_json_object(spec, '$.datasets'),
            'ARRAY<STRUCT<name: STRING, pairsHash: STRING>>')) AS made
        FROM runs WHERE kind = 'sweep') sweeps
        ON sweeps.run_id = cells.run_id AND sweeps.made.name = cells.dataset
      LEFT JOIN steering_vectors vectors
        ON vectors.dataset = cells.dataset
        AND vectors.model_hash = sweeps.model_hash
        AND vectors.layer = cells.layer
        AND vectors.site = cells.site
        AND vectors.method = sweeps.method
        AND vectors.pairs_hash = sweeps.made.pairsHash
        AND get_json_object(vectors.origin, '$.compute') <=> sweeps.compute
      """),

  /** Each data set's layer of the largest slope, for every site and choice of positions. */
  BEST_LAYERS(
      """
      SELECT * EXCEPT (place) FROM (
        SELECT *, row_number() OVER (
          PARTITION BY run_id, dataset, site, positions ORDER BY slope DESC, layer) AS place
        FROM steerability)
      WHERE place = 1
      """);

  private final String query;

  StarterView(String query) {
    this.query = query;
  }

  /** The name in SQL. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its rows, of the tables by their names. */
  String query() {
    return query;
  }
}
