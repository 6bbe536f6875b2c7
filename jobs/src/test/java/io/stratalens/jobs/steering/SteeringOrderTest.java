package io.stratalens.jobs.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Operation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteeringOrderTest {
  @Test
  void everyKeyIsRead() {
    SteeringOrder order =
        SteeringOrder.parse(
            "vector=mood,method=pca,layer=2+5-6,site=ln2_out,operation=norm-matched,amount=-1.5,"
                + "positions=last+generated,prompts=0+3");

    assertThat(order.vector()).isEqualTo(new VectorSource.Named("mood", Optional.of("pca")));
    assertThat(order.layers().orElseThrow().resolve(8)).containsExactly(2, 5, 6);
    assertThat(order.site()).contains(Site.LN2_OUT);
    assertThat(order.operation()).isEqualTo(Operation.ADD_NORM_MATCHED);
    assertThat(order.amount()).isEqualTo(-1.5);
    assertThat(order.positions()).hasToString("last,generated");
    assertThat(order.prompts()).isEqualTo(List.of(0L, 3L));
  }

  @Test
  void whatIsWrittenIsReadAgainAsTheSame() {
    SteeringOrder order =
        SteeringOrder.parse("vector=row:first/3/-1,layer=4,operation=replace,positions=0+-1");

    String written = order.written("row:first/3/-1", 4, Site.RESID_MID);

    SteeringOrder again = SteeringOrder.parse(written);
    assertThat(again.vector()).isEqualTo(new VectorSource.StoredRow("first", 3, -1));
    assertThat(again.written("row:first/3/-1", 4, Site.RESID_MID)).isEqualTo(written);
  }

  @Test
  void positionsThatNoPromptOfTheRunHasAreRefused() {
    assertThatThrownBy(() -> positions("last+label").checkPositions(true))
        .hasMessageContaining("have none: positions=last,label");
    assertThatThrownBy(() -> positions("generated").checkPositions(false))
        .hasMessageContaining("nothing is generated: positions=generated");
    positions("generated").checkPositions(true);
    positions("last+prompt+all+0").checkPositions(false);
  }

  private static SteeringOrder positions(String positions) {
    return SteeringOrder.parse("vector=mood,layer=3,positions=" + positions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "layer=3|vector is missing",
        "vector=mood|layer is missing",
        "vector=mood,layer=3,layer=4|layer is given twice",
        "vector=mood,layer=|layer is empty",
        "vector=mood,layer=3,sites=resid_post|'sites=resid_post' is no KEY=VALUE",
        "vector=mood,layer=3,last|'last' is no KEY=VALUE",
        "vector=mood,layer=3,amount=much|amount is no finite number",
        "vector=mood,layer=3,amount=NaN|amount is no finite number",
        "vector=mood,layer=3,prompts=one|prompts are no numbers",
        "vector=mood,layer=3,operation=multiply|operation is not one of add",
        "vector=mood,layer=3,site=resid|the site because it is not one of",
        "vector=mood,layer=3,positions=first|there is no such position",
        "vector=row:run/1,layer=3|none of the forms: 'row:run/1'",
        "vector=row:run/one/2,layer=3|none of the forms: 'row:run/one/2'",
        "vector=id:abc,method=pca|a method chooses among a data set's vectors",
      })
  void whatCannotBeReadIsRefusedByName(String text, String reason) {
    assertThatThrownBy(() -> SteeringOrder.parse(text))
        .hasMessageStartingWith("Cannot ")
        .hasMessageContaining(reason);
  }
}
