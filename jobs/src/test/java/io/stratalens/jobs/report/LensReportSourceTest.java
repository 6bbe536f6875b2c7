package io.stratalens.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LensReportSourceTest {
  private static SparkSession session;

  /**
   * Two layers by two positions for prompts 2 and 10; prompt 5 and run "bare" have no lens rows.
   */
  @BeforeAll
  static void registerViews() {
    session = TestSpark.session();
    session
        .sql(
            """
            SELECT * FROM VALUES
              ('old', 'models/a', 'aaaabbbbccccdddd', '{"num_hidden_layers": 4}',
               '{"dtype": "bf16", "layers": "all", "sites": ["resid_post", "attn_out"]}',
               TIMESTAMP '2026-01-01 00:00:00 UTC', TIMESTAMP '2026-01-01 00:00:07 UTC',
               NULL),
              ('lensed', 'models/b', 'eeee', '{"num_hidden_layers": 2}', '{}',
               TIMESTAMP '2026-01-02 00:00:00 UTC', NULL,
               '{"top_k": 2, "targets": [6, 8, 99], "target_tokens": [" b", "eight", "far"]}'),
              ('bare', 'models/c', 'ffff', '{}', '{}', TIMESTAMP '2026-01-03 00:00:00 UTC', NULL,
               NULL)
            AS runs(run_id, model, model_hash, config, spec, started, ended, lens)
            """)
        .createOrReplaceTempView("runs");
    session
        .sql(
            """
            SELECT * FROM VALUES
              ('lensed', 10L, 'ten', array(4, 6), array('a', ' b')),
              ('lensed', 2L, NULL, array(4, 5), array('a', 'c')),
              ('lensed', 5L, 'five', array(4), array('a')),
              ('old', 0L, 'zero', array(4), array('a'))
            AS prompts(run_id, prompt_id, text, token_ids, tokens)
            """)
        .createOrReplaceTempView("prompts");
    session
        .sql(
            """
            SELECT * FROM VALUES
              ('lensed', 5L, array(6, 7), array(' b', 'd'))
            AS generations(run_id, prompt_id, token_ids, tokens)
            """)
        .createOrReplaceTempView("generations");
    session.sql(lensRows()).createOrReplaceTempView("lens");
  }

  private static String lensRows() {
    return """
        SELECT run_id, prompt_id, layer, site, position, token_id,
          array(7 + layer, 8) AS top_ids, array('seven', 'eight') AS top_tokens,
          array(CAST(0.5 AS FLOAT), CAST(0.25 AS FLOAT)) AS top_probs,
          CAST(1.5 AS FLOAT) AS entropy, target_id,
          CAST(IF(target_id IS NULL, NULL, 3) AS INT) AS target_rank,
          CAST(IF(target_id IS NULL, NULL, -2.5) AS FLOAT) AS target_logprob,
          CAST(IF(position = 1, NULL, 0.125) AS FLOAT) AS kl_to_final
        FROM VALUES
          ('lensed', 10L, 1, 'resid_post', 0, 4, 6),
          ('lensed', 10L, 0, 'resid_post', 1, 6, NULL),
          ('lensed', 10L, 0, 'resid_post', 0, 4, 6),
          ('lensed', 10L, 1, 'resid_post', 1, 6, NULL),
          ('lensed', 2L, 0, 'resid_post', 0, 4, 99),
          ('lensed', 2L, 0, 'resid_post', 0, 4, 8),
          ('old', 0L, 3, 'resid_post', 0, 4, NULL),
          ('old', 0L, 3, 'attn_out', 0, 4, NULL)
        AS rows(run_id, prompt_id, layer, site, position, token_id, target_id)
        """;
  }

  @TempDir Path folder;

  @Test
  void theNewestRunWithLensRowsIsTaken() {
    assertThat(LensReportSource.open(session, Optional.empty()).run().runId()).isEqualTo("lensed");
  }

  @Test
  void theRunsRowBecomesTheReportsHeader() {
    ReportRun run = LensReportSource.open(session, Optional.of("old")).run();

    assertThat(run)
        .isEqualTo(
            new ReportRun(
                "old",
                "models/a",
                "aaaabbbbcccc",
                4,
                List.of("attn_out", "resid_post"),
                "bf16",
                "dtype bf16, layers all, sites resid_post attn_out",
                null,
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-01T00:00:07Z"),
                1));
  }

  @Test
  void promptsComeInTheOrderOfTheirIdsAndWithTheirCells() {
    List<PromptLens> prompts = all(LensReportSource.open(session, Optional.of("lensed")).prompts());

    assertThat(prompts).extracting(lens -> lens.prompt().promptId()).containsExactly("2", "10");
    assertThat(prompts.get(1).prompt())
        .isEqualTo(new ReportPrompt("10", "ten", List.of("a", " b"), 0));
    assertThat(prompts.get(1).cells())
        .containsExactly(
            cell(0, 0, 4, List.of(new LensTarget(6, " b", 3, -2.5)), 0.125),
            cell(0, 1, 6, List.of(), null),
            cell(1, 0, 4, List.of(new LensTarget(6, " b", 3, -2.5)), 0.125),
            cell(1, 1, 6, List.of(), null));
  }

  @Test
  void severalTargetsOfOneCellBecomeOneCell() {
    PromptLens prompt = LensReportSource.open(session, Optional.of("lensed")).prompts().next();

    assertThat(prompt.cells())
        .containsExactly(
            cell(
                0,
                0,
                4,
                List.of(new LensTarget(8, "eight", 3, -2.5), new LensTarget(99, "far", 3, -2.5)),
                0.125));
  }

  @Test
  void aPromptThatCameAsIdsIsShownByItsTokens() {
    PromptLens prompt = LensReportSource.open(session, Optional.of("lensed")).prompts().next();

    assertThat(prompt.prompt().text()).isEqualTo("ac");
  }

  @Test
  void aReportIsWrittenFromTheViews() throws Exception {
    LensReportSource source = LensReportSource.open(session, Optional.of("lensed"));
    Path out = folder.resolve("report.html");

    LensReport.write(source.run(), source.prompts(), out);

    assertThat(WrittenReport.read(out).prompts()).hasSize(2);
  }

  @Test
  void aRunWithoutLensRowsIsRefused() {
    assertThatThrownBy(() -> LensReportSource.open(session, Optional.of("bare")))
        .isInstanceOfSatisfying(
            StratalensException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_INPUT))
        .hasMessage(
            "Cannot report on run bare because it has no lens rows; run `stratalens lens --run"
                + " bare` first.");
  }

  @Test
  void anUnknownRunIsRefused() {
    assertThatThrownBy(() -> LensReportSource.open(session, Optional.of("nowhere")))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("no run of this id")
        .hasMessageContaining("nowhere");
  }

  @Test
  void aWarehouseWithoutLensRowsIsRefused() {
    SparkSession empty = session.newSession();
    empty.sql("SELECT 'x' AS run_id, now() AS started").createOrReplaceTempView("runs");
    empty.sql("SELECT 'x' AS run_id WHERE false").createOrReplaceTempView("lens");

    assertThatThrownBy(() -> LensReportSource.open(empty, Optional.empty()))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("no run of the warehouse has lens rows");
  }

  private static LensCell cell(
      int layer, int position, int tokenId, List<LensTarget> targets, Double kl) {
    return new LensCell(
        layer,
        "resid_post",
        position,
        tokenId,
        List.of(7 + layer, 8),
        List.of("seven", "eight"),
        List.of(0.5, 0.25),
        1.5,
        targets,
        kl);
  }

  private static List<PromptLens> all(Iterator<PromptLens> prompts) {
    List<PromptLens> all = new ArrayList<>();
    prompts.forEachRemaining(all::add);
    return all;
  }
}
