package io.stratalens.jobs.capture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import scala.Option;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One wave as a Spark job: a barrier stage with a task for every device. It is a result stage with
 * nothing behind it, and what a task returns is there as soon as that task is done.
 */
final class BarrierJob {
  private static final String CANCELLED = "SPARK_JOB_CANCELLED";

  private final SimpleFutureAction<BoxedUnit> action;
  private final BlockingQueue<StageOutput> outputs;

  private BarrierJob(SimpleFutureAction<BoxedUnit> action, BlockingQueue<StageOutput> outputs) {
    this.action = action;
    this.outputs = outputs;
  }

  /**
   * Starts the job.
   *
   * @param devices how many tasks
   * @param profile one task to a device
   */
  static BarrierJob start(
      SparkContext context, PipelineTask<?> task, int devices, ResourceProfile profile) {
    List<Integer> places = IntStream.range(0, devices).boxed().toList();
    JavaRDD<Integer> rdd =
        JavaSparkContext.fromSparkContext(context)
            .parallelize(places, devices)
            .withResources(profile);
    ClassTag<StageOutput> tag = ClassTag$.MODULE$.apply(StageOutput.class);
    RDD<StageOutput> stage = rdd.rdd().barrier().mapPartitions(new Body(task), false, tag);
    BlockingQueue<StageOutput> outputs = new LinkedBlockingQueue<>();
    SimpleFutureAction<BoxedUnit> action =
        context.submitJob(
            stage,
            new Collect(),
            CollectionConverters.asScala(places.stream().map(Object.class::cast).toList()).toSeq(),
            new Take(outputs),
            new Done());
    return new BarrierJob(action, outputs);
  }

  /** The next stage's output, or null when none came within the time. */
  StageOutput next(long millis) throws InterruptedException {
    return outputs.poll(millis, TimeUnit.MILLISECONDS);
  }

  boolean ended() {
    return action.isCompleted() && outputs.isEmpty();
  }

  /** Why the job failed; null while it runs and when it did not. */
  Throwable failure() {
    Option<scala.util.Try<BoxedUnit>> value = action.value();
    return value.isDefined() && value.get().isFailure() ? value.get().failed().get() : null;
  }

  /** Whether a failure is that somebody cancelled the job: on Spark's page, or by its tag. */
  static boolean isCancellation(Throwable failure) {
    return failure instanceof SparkThrowable known && CANCELLED.equals(known.getCondition());
  }

  void cancel() {
    action.cancel();
  }

  private static final class Body
      extends AbstractFunction1<Iterator<Integer>, Iterator<StageOutput>> implements Serializable {
    private static final long serialVersionUID = 1L;
    private final PipelineTask<?> task;

    Body(PipelineTask<?> task) {
      this.task = task;
    }

    @Override
    public Iterator<StageOutput> apply(Iterator<Integer> place) {
      return CollectionConverters.asScala(task.run().iterator());
    }
  }

  private static final class Collect
      extends AbstractFunction1<Iterator<StageOutput>, ArrayList<StageOutput>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public ArrayList<StageOutput> apply(Iterator<StageOutput> outputs) {
      ArrayList<StageOutput> list = new ArrayList<>();
      CollectionConverters.asJava(outputs).forEachRemaining(list::add);
      return list;
    }
  }

  private static final class Take
      extends AbstractFunction2<Object, ArrayList<StageOutput>, BoxedUnit> {
    private final BlockingQueue<StageOutput> outputs;

    Take(BlockingQueue<StageOutput> outputs) {
      this.outputs = outputs;
    }

    @Override
    public BoxedUnit apply(Object place, ArrayList<StageOutput> found) {
      outputs.addAll(found);
      return BoxedUnit.UNIT;
    }
  }

  private static final class Done extends AbstractFunction0<BoxedUnit> {
    @Override
    public BoxedUnit apply() {
      return BoxedUnit.UNIT;
    }
  }
}
