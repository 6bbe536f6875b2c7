package io.stratalens.jobs.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Lens values made up from a seed, with the tokens that are hardest to show. No number has more
 * digits than a report keeps, so that it comes back the same.
 */
final class SampleLens {
  static final List<String> TOKENS =
      List.of(
          "</script>",
          "<!--",
          "-->",
          "\"",
          "'",
          "&amp;",
          " the",
          "\n",
          "\t\r",
          "\u0000",
          "\u001b[1m",
          "日本",
          " عاصمة",
          "\u2028",
          "\u200b",
          "😀",
          "",
          "<b onclick=alert(1)>",
          "]]>",
          "\\u003c");

  private static final int TOP = 5;

  private SampleLens() {}

  static ReportRun run(int layers, List<String> sites, long prompts) {
    return new ReportRun(
        "run-</script>\"1",
        "models/<tiny> & \"odd\"",
        "0123456789ab",
        layers,
        sites,
        "f32",
        "layers all",
        "top_k 5",
        Instant.parse("2026-11-23T19:42:10Z"),
        Instant.parse("2026-11-23T19:42:58Z"),
        prompts);
  }

  /** A prompt whose last position has no target and whose KL is known at even positions only. */
  static PromptLens prompt(String id, int layers, List<String> sites, int positions) {
    Random random = new Random(id.hashCode());
    List<Integer> ids = random.ints(positions, 0, TOKENS.size()).boxed().toList();
    List<LensCell> cells = new ArrayList<>();
    for (String site : sites) {
      for (int layer = 0; layer < layers; layer++) {
        for (int position = 0; position < positions; position++) {
          cells.add(cell(random, layer, site, position, ids));
        }
      }
    }
    List<String> tokens = ids.stream().map(TOKENS::get).toList();
    return new PromptLens(new ReportPrompt(id, String.join("", tokens), tokens, 0), cells);
  }

  private static LensCell cell(
      Random random, int layer, String site, int position, List<Integer> ids) {
    List<Integer> top = random.ints(0, TOKENS.size()).distinct().limit(TOP).boxed().toList();
    List<Double> probabilities = new ArrayList<>();
    for (int i = 0; i < TOP; i++) {
      probabilities.add(decimal(random, 10_000, 99_999, 5 + 2 * i));
    }
    boolean last = position == ids.size() - 1;
    return new LensCell(
        layer,
        site,
        position,
        ids.get(position),
        top,
        top.stream().map(TOKENS::get).toList(),
        probabilities,
        decimal(random, 1, 999_999, 5),
        last ? List.of() : List.of(target(random, ids.get(position + 1))),
        position % 2 == 0 ? decimal(random, 0, 999_999, 4) : null);
  }

  private static double decimal(Random random, int least, int most, int places) {
    return BigDecimal.valueOf(random.nextInt(least, most + 1), places).doubleValue();
  }

  static LensTarget target(Random random, int id) {
    return new LensTarget(
        id, TOKENS.get(id), random.nextInt(50_000), -decimal(random, 0, 999_999, 4));
  }
}
