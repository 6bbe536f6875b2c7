package io.stratalens.workers.model;

import java.util.Arrays;
import java.util.List;

/**
 * A tensor that a checkpoint must hold.
 *
 * @param name its name, such as {@code model.layers.0.self_attn.q_proj.weight}
 * @param shape its dimensions, outermost first; matrices are [out, in]
 */
public record ParameterSpec(String name, List<Long> shape) {
  /** Keeps a copy of the shape. */
  public ParameterSpec {
    shape = List.copyOf(shape);
  }

  /** How many values it has. */
  public long parameters() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** How many values some tensors have together. */
  public static long parameters(List<ParameterSpec> specs) {
    return specs.stream().mapToLong(ParameterSpec::parameters).sum();
  }

  static ParameterSpec of(String name, long... shape) {
    return new ParameterSpec(name, Arrays.stream(shape).boxed().toList());
  }
}
