package io.stratalens.jobs.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.workers.cluster.ClusterSettings;
import io.stratalens.workers.cluster.EmptyCluster;
import io.stratalens.workers.model.ShapeSpec;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Two runs of one application that want its executors, of which there are none yet. */
class WavesTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final BlockingQueue<Thread> waiting = new LinkedBlockingQueue<>();

  @Test
  void runsThatWantTheSameExecutorsTakeTurnsAndAWaitCanBeCancelled() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (EmptyCluster cluster = new EmptyCluster()) {
      Future<?> one = threads.submit(() -> run(LONG));
      Future<?> other = threads.submit(() -> run(LONG));

      Thread second = waiting.poll(1, TimeUnit.MINUTES);
      assertThat(second).isNotNull();
      second.interrupt();
      Future<?> first = ended(one, other) == one ? other : one;
      assertThatThrownBy(ended(one, other)::get).hasMessageContaining("interrupted");
      assertThat(first.isDone()).isFalse();
      assertThat(waiting).isEmpty();

      first.cancel(true);
      assertThatThrownBy(() -> run(SHORT)).hasMessageContaining("needs 2 devices");
    } finally {
      threads.shutdownNow();
    }
  }

  private static Future<?> ended(Future<?> one, Future<?> other) throws InterruptedException {
    while (!one.isDone() && !other.isDone()) {
      Thread.sleep(20);
    }
    return one.isDone() ? one : other;
  }

  private void run(Duration startTimeout) {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(TestSpark.session().sparkContext());
    new Waves<TokenisedPrompt>(
            context.sc(),
            context.emptyRDD(),
            null,
            new StageOrder(OptionalInt.of(2), OptionalInt.empty())
                .plan(ShapeSpec.parse("layers=2,width=8,ffn=8,heads=2,kv=2,vocab=8"))
                .orElseThrow(),
            1,
            new ClusterSettings(LONG, LONG, startTimeout, 0),
            line -> waiting.add(Thread.currentThread()))
        .run(List.of(0), seconds -> {}, output -> {});
  }
}
