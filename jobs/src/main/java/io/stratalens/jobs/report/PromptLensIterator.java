package io.stratalens.jobs.report;

import io.stratalens.udfs.error.StratalensException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Joins two streams in the same order of prompts, keeping the rows of one prompt. */
final class PromptLensIterator implements Iterator<PromptLens> {
  private final Iterator<Row> prompts;
  private final Iterator<Row> lens;
  private final Map<Integer, String> names = new HashMap<>();
  private Row pending;

  /** {@code targets}: tokens that lens rows may have as targets, by their ids. */
  PromptLensIterator(Iterator<Row> prompts, Iterator<Row> lens, Map<Integer, String> targets) {
    this.prompts = prompts;
    this.lens = lens;
    names.putAll(targets);
    this.pending = following();
  }

  @Override
  public boolean hasNext() {
    return pending != null;
  }

  @Override
  public PromptLens next() {
    if (pending == null) {
      throw new NoSuchElementException();
    }
    Row prompt = promptOf(ReportLensRows.promptId(pending));
    List<Row> rows = rowsOf(ReportLensRows.promptId(pending));
    names.putAll(ReportPromptRows.names(prompt));
    rows.forEach(this::learnNames);
    return new PromptLens(ReportPromptRows.prompt(prompt), cells(rows));
  }

  private Row following() {
    return lens.hasNext() ? lens.next() : null;
  }

  /** Prompts without lens rows are passed over. */
  private Row promptOf(String promptId) {
    while (prompts.hasNext()) {
      Row prompt = prompts.next();
      if (ReportPromptRows.promptId(prompt).equals(promptId)) {
        return prompt;
      }
    }
    throw StratalensException.failed(
        null,
        "Cannot report on prompt %s because it has lens rows but no row in prompts; capture the"
            + " run again.",
        promptId);
  }

  private List<Row> rowsOf(String promptId) {
    List<Row> rows = new ArrayList<>();
    while (pending != null && ReportLensRows.promptId(pending).equals(promptId)) {
      rows.add(pending);
      pending = following();
    }
    return rows;
  }

  /** A target's string is not in its row; it is the run's or wherever the token was met before. */
  private void learnNames(Row row) {
    List<Integer> ids = ReportLensRows.topIds(row);
    List<String> tokens = ReportLensRows.topTokens(row);
    for (int i = 0; i < ids.size(); i++) {
      names.putIfAbsent(ids.get(i), tokens.get(i));
    }
  }

  private List<LensCell> cells(List<Row> rows) {
    List<LensCell> cells = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= rows.size(); i++) {
      if (i == rows.size() || !ReportLensRows.sameCell(rows.get(first), rows.get(i))) {
        cells.add(ReportLensRows.cell(rows.subList(first, i), names));
        first = i;
      }
    }
    return cells;
  }
}
