package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Threads share an engine, as the tasks of an executor do. */
class ConcurrentPassesTest {
  @Test
  void passesOfSeveralThreadsHaveTheBitsOfPassesOneByOne() throws Exception {
    try (TestModel model = TestModel.load(Fixtures.model("mood-llama"))) {
      List<Microbatch> batches =
          List.of(model.batch(3), model.batch(12, 5), model.batch(9, 9, 9), model.batch(30));
      List<byte[]> expected = batches.stream().map(batch -> model.capture(batch).bytes()).toList();
      for (List<byte[]> actual : together(model, batches)) {
        for (int i = 0; i < expected.size(); i++) {
          assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
      }
    }
  }

  private static List<List<byte[]>> together(TestModel model, List<Microbatch> batches)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<byte[]>>> running = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        running.add(
            threads.submit(
                () -> batches.stream().map(batch -> model.capture(batch).bytes()).toList()));
      }
      List<List<byte[]>> done = new ArrayList<>();
      for (Future<List<byte[]>> one : running) {
        done.add(one.get());
      }
      return done;
    } finally {
      threads.shutdownNow();
    }
  }
}
