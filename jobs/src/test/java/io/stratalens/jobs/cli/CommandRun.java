package io.stratalens.jobs.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One command line run in this process, with all it said. */
record CommandRun(int exitCode, String results, String messages, List<Object> requests) {
  static CommandRun of(String... arguments) {
    return with(context -> true, Map.of(), arguments);
  }

  static CommandRun with(
      RecordingJobs.Work work, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    RecordingJobs jobs = new RecordingJobs(work);
    int exitCode = new Main(new Console(results, messages), environment, jobs).run(arguments);
    return new CommandRun(
        exitCode,
        results.toString(StandardCharsets.UTF_8),
        messages.toString(StandardCharsets.UTF_8),
        jobs.requests());
  }
}
