package io.stratalens.workers.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.steering.Intervention;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Interventions as the program takes them: steps, amounts, vectors and masks. */
final class Steering {
  private final StageSlice slice;
  private final ModelConfig config;

  Steering(StageSlice slice, ModelConfig config) {
    this.slice = slice;
    this.config = config;
  }

  /** How many vectors they change in this stage's layers, as their masks have it. */
  long addTo(
      CallValues arguments,
      List<Intervention> interventions,
      PositionGrid grid,
      NDManager manager) {
    interventions.forEach(one -> check(one, grid));
    int width = config.width();
    List<Intervention> own =
        interventions.stream().filter(one -> slice.holds(one.layer())).toList();
    int[] steps = new int[4 * own.size()];
    double[] amounts = new double[own.size()];
    float[] vectors = new float[own.size() * width];
    for (int i = 0; i < own.size(); i++) {
      Intervention one = own.get(i);
      steps[4 * i] = one.layer() - slice.first();
      steps[4 * i + 1] = one.site().ordinal();
      steps[4 * i + 2] = one.operation().ordinal();
      steps[4 * i + 3] = i;
      amounts[i] = one.amount();
      System.arraycopy(one.vector(), 0, vectors, i * width, width);
    }
    ByteBuffer masks = masks(own, grid);
    arguments
        .integers(steps)
        .reals(amounts)
        .tensor(manager.create(vectors, new Shape(own.size(), width)))
        .tensor(manager.create(masks, new Shape(own.size(), grid.size()), DataType.BOOLEAN));
    return IntStream.range(0, masks.capacity()).filter(i -> masks.get(i) != 0).count();
  }

  private static ByteBuffer masks(List<Intervention> interventions, PositionGrid grid) {
    int positions = grid.size();
    ByteBuffer masks = ByteBuffer.allocateDirect(interventions.size() * positions);
    for (int i = 0; i < interventions.size(); i++) {
      List<int[]> rows = interventions.get(i).positions();
      for (int row = 0; row < rows.size(); row++) {
        for (int position : rows.get(row)) {
          masks.put(i * positions + grid.place(row, position), (byte) 1);
        }
      }
    }
    return masks;
  }

  private void check(Intervention one, PositionGrid grid) {
    if (one.layer() < 0 || one.layer() >= config.layers()) {
      throw StratalensException.invalid(
          "Cannot steer %s because the model has layers 0 to %d only: %d. Name one of these.",
          one.site().label(), config.layers() - 1, one.layer());
    }
    if (one.vector().length != config.width()) {
      throw StratalensException.invalid(
          "Cannot steer %s of layer %d because the vector's width is not the model's %d: %d. Use a"
              + " vector made with this model.",
          one.site().label(), one.layer(), config.width(), one.vector().length);
    }
    one.operation().check(new LayerSite(one.layer(), one.site()), one.vector());
    checkPositions(one, grid);
  }

  private static void checkPositions(Intervention one, PositionGrid grid) {
    if (one.positions().size() != grid.rows()) {
      throw new IllegalArgumentException("an intervention names positions for every row");
    }
    for (int row = 0; row < grid.rows(); row++) {
      for (int position : one.positions().get(row)) {
        if (!grid.has(row, position)) {
          throw StratalensException.invalid(
              "Cannot steer prompt %d because it has no position %d: %d tokens. Name a position"
                  + " that it has.",
              grid.prompts()[row], position, grid.ends()[row]);
        }
      }
    }
  }
}
