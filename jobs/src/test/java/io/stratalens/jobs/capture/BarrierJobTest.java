package io.stratalens.jobs.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stratalens.jobs.testing.TestSpark;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class BarrierJobTest {
  @Test
  void aJobThatSomebodyCancelsIsToldFromOneThatFails() {
    SparkContext context = TestSpark.session().sparkContext();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
    context.addJobTag("cancelled");
    JavaFutureAction<List<Integer>> waiting =
        spark
            .parallelize(List.of(1), 1)
            .map(
                one -> {
                  Thread.sleep(2000);
                  return one;
                })
            .collectAsync();
    context.removeJobTag("cancelled");
    JavaFutureAction<List<Integer>> failing =
        spark.parallelize(List.of(0), 1).map(one -> 1 / one).collectAsync();

    context.cancelJobsWithTag("cancelled");

    assertThat(BarrierJob.isCancellation(failure(waiting))).isTrue();
    assertThat(failure(failing)).isNotNull();
    assertThat(BarrierJob.isCancellation(failure(failing))).isFalse();
    assertThat(BarrierJob.isCancellation(null)).isFalse();
  }

  private static Throwable failure(JavaFutureAction<?> action) {
    Throwable thrown = catchThrowable(() -> action.get(1, TimeUnit.MINUTES));
    return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
  }
}
