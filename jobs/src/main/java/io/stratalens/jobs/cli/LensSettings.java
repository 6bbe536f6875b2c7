package io.stratalens.jobs.cli;

import java.util.List;

/** How many tokens the lens keeps and its targets: {@code next} alone, or tokens. */
record LensSettings(int topK, List<String> targets) {}
