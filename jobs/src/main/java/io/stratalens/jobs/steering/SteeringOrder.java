package io.stratalens.jobs.steering;

import io.stratalens.jobs.prompts.RequiredPositions;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Operation;
import java.util.List;
import java.util.Optional;

/**
 * An intervention as a user asks for it.
 *
 * @param layers where; empty for the layer that a stored vector was made at
 * @param site where; empty for the site that a stored vector was made at, resid_post for a name
 * @param amount the m of the formula
 * @param prompts for which prompts; empty for all
 */
public record SteeringOrder(
    VectorSource vector,
    Optional<LayerSelection> layers,
    Optional<Site> site,
    Operation operation,
    double amount,
    PositionSelection positions,
    List<Long> prompts) {
  /** How an order is written. */
  public static final String HELP =
      "vector=NAME,layer=N with, where wanted, site=resid_post, operation=add, amount=1,"
          + " positions=all and prompts=0+3 (a plus sign combines layers, positions and prompts),"
          + " and method=mean, pca, logistic or imported where NAME has vectors of several";

  /** Copies the prompts. */
  public SteeringOrder {
    prompts = List.copyOf(prompts);
  }

  /** Reads {@code KEY=VALUE} parts between commas; anything else is refused. */
  public static SteeringOrder parse(String given) {
    SteeringText text = new SteeringText(given);
    VectorSource vector =
        VectorSource.parse(text.required(SteeringText.VECTOR), text.value(SteeringText.METHOD));
    if (!(vector instanceof VectorSource.Named) && text.value(SteeringText.METHOD).isPresent()) {
      throw text.refused("a method chooses among a data set's vectors and none is named");
    }
    if (!(vector instanceof VectorSource.Id)) {
      text.required(SteeringText.LAYER);
    }
    return new SteeringOrder(
        vector,
        text.list(SteeringText.LAYER).map(LayerSelection::parse),
        text.value(SteeringText.SITE).map(Site::of),
        Operation.of(text.value(SteeringText.OPERATION).orElse(Operation.ADD.label())),
        text.number(SteeringText.AMOUNT, 1),
        PositionSelection.parse(text.list(SteeringText.POSITIONS).orElse("all")),
        text.numbers(SteeringText.PROMPTS));
  }

  /** Refuses positions that no prompt of a run has. */
  public void checkPositions(boolean generates) {
    if (positions.needsLabel()) {
      throw StratalensException.invalid(
          "Cannot steer the position of a label because the prompts of a run have none:"
              + " positions=%s. Choose positions of the prompt.",
          positions);
    }
    if (!generates && positions.needsGeneration()) {
      throw StratalensException.invalid(
          "Cannot steer generated positions because nothing is generated: positions=%s. Add"
              + " --generate N, or choose positions of the prompt.",
          positions);
    }
  }

  /** What the prompts must have for it. */
  public RequiredPositions required() {
    return new RequiredPositions(positions, prompts);
  }

  /** Refuses prompts beyond those of a run, which are numbered from 0. */
  public void checkPrompts(long runPrompts) {
    prompts.stream()
        .filter(prompt -> prompt < 0 || prompt >= runPrompts)
        .findFirst()
        .ifPresent(
            prompt -> {
              throw StratalensException.invalid(
                  "Cannot steer a prompt because the run has %d of them, numbered from 0: %d."
                      + " Choose among these.",
                  runPrompts, prompt);
            });
  }

  /** The same in one form, with the vector and the place found: what tables keep. */
  String written(String source, int layer, Site where) {
    String written =
        "vector=%s,layer=%d,site=%s,operation=%s,amount=%s,positions=%s"
            .formatted(
                source,
                layer,
                where.label(),
                operation.label(),
                amount,
                positions.toString().replace(',', '+'));
    return prompts.isEmpty()
        ? written
        : written + ",prompts=" + String.join("+", prompts.stream().map(String::valueOf).toList());
  }
}
