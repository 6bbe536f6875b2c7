package io.stratalens.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TablesTest {
  private static final Path PAGE = Path.of("src/main/java/io/stratalens/jobs/tables/TABLES.md");
  private static final TableColumn KEY = TableColumn.required("run_id", ColumnType.STRING, "Key");
  private static final TableColumn TEXT = TableColumn.optional("text", ColumnType.STRING, "Text");

  @Test
  void thePageAndTheDefinitionsSayTheSame() throws IOException {
    List<String> defined = new ArrayList<>();
    for (TableDefinition table : Tables.all()) {
      defined.add("## " + table.name());
      defined.add(
          "Keys: %s. Clustered by: %s."
              .formatted(listed(table.keys()), listed(table.clustering())));
      for (TableColumn column : table.columns()) {
        defined.add(
            "%s | %s | %s | %s"
                .formatted(
                    column.name(),
                    column.type().sql(),
                    column.nullable() ? "sometimes" : "never",
                    column.comment()));
      }
    }

    assertThat(documented()).containsExactlyElementsOf(defined);
  }

  @Test
  void textOfPromptsNeverReachesTheStatistics() {
    assertThat(Tables.all())
        .allSatisfy(table -> assertThat(table.statistics()).isSubsetOf(table.keys()));
    assertThat(Tables.PROMPTS.statistics()).containsExactly("run_id", "prompt_id");
  }

  @Test
  void tablesOfRowsPerPromptAreKnownByTheirKeys() {
    assertThat(Tables.all().stream().filter(TableDefinition::perPrompt))
        .containsExactly(Tables.PROMPTS, Tables.ACTIVATIONS, Tables.LENS, Tables.GENERATIONS);
  }

  @Test
  void aDefinitionWithStatisticsBeyondItsKeysIsRefused() {
    List<TableColumn> columns = List.of(KEY, TEXT);
    assertThatThrownBy(
            () ->
                new TableDefinition(
                    "t", columns, List.of("run_id"), List.of("text"), List.of(), Map.of()))
        .hasMessage("The definition of table t has statistics on columns that are no keys");
  }

  @Test
  void aDefinitionThatNamesAColumnTwiceIsRefused() {
    assertThatThrownBy(() -> TableDefinition.of("t", List.of("run_id"), List.of(), KEY, KEY))
        .hasMessage("The definition of table t names a column twice");
  }

  private static String listed(List<String> columns) {
    return columns.isEmpty() ? "nothing" : String.join(", ", columns);
  }

  /** The page's headings, keys and column rows, the NULL cell reduced to never or sometimes. */
  private static List<String> documented() throws IOException {
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ") || line.startsWith("Keys: ")) {
        found.add(line);
      } else if (line.startsWith("| ") && !line.startsWith("| column ")) {
        String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
        assertThat(cells).as(line).hasSize(4).doesNotContain("");
        cells[2] = cells[2].equals("never") ? "never" : "sometimes";
        found.add(String.join(" | ", cells));
      }
    }
    return found;
  }
}
