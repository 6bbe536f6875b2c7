package io.stratalens.jobs.capture;

import io.stratalens.jobs.runs.GenerationSpec;
import io.stratalens.jobs.steering.SteeringOrder;
import java.util.List;
import java.util.Objects;

/**
 * What is generated from every prompt, and what is changed meanwhile.
 *
 * @param steering in the order of application; their vectors are found when the run starts
 */
public record GenerationOrder(GenerationSpec spec, List<SteeringOrder> steering) {
  /** Copies the steering. */
  public GenerationOrder {
    Objects.requireNonNull(spec, "spec");
    steering = List.copyOf(steering);
  }
}
