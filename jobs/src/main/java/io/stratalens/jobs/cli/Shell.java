package io.stratalens.jobs.cli;

import java.util.Map;

/** What every command is made with. */
record Shell(Console console, Map<String, String> environment, Jobs jobs) {}
