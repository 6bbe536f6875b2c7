package io.stratalens.jobs.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.jobs.picture.Svg.Anchor;
import io.stratalens.jobs.picture.Svg.Point;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class SvgTest {
  @Test
  void noTextBecomesMarkup() throws Exception {
    String odd = "</text><script>alert('1')</script> & \"2\" \u0000 grün";
    Svg svg = new Svg(odd, 10, 20);
    svg.text(new Point(1, 2), Anchor.END, Svg.INK, 9, odd);

    Document read =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.toString().getBytes(StandardCharsets.UTF_8)));

    assertThat(read.getElementsByTagName("script").getLength()).isZero();
    assertThat(read.getElementsByTagName("text").item(0).getTextContent())
        .isEqualTo(odd.replace('\u0000', '\uFFFD'));
    assertThat(read.getElementsByTagName("title").item(0).getTextContent()).contains("grün");
  }

  @Test
  void anAxisLaysValuesBetweenItsEndsAndMarksRoundOnes() {
    Axis axis = Axis.over(new double[] {-1.5, 1.5}, 100, 0);
    assertThat(axis.at(0)).isEqualTo(50);
    assertThat(axis.at(-1.5)).isBetween(90.0, 100.0);
    assertThat(axis.ticks()).containsExactly(-1.0, 0.0, 1.0);
    assertThat(Axis.over(new double[] {0, 7}, 0, 1).ticks()).containsExactly(0.0, 2.0, 4.0, 6.0);
  }

  @Test
  void anAxisOfOneValueHasRoomAroundIt() {
    Axis axis = Axis.over(new double[] {3, 3}, 0, 10);
    assertThat(axis.at(3)).isEqualTo(5);
    assertThat(axis.ticks()).isNotEmpty();
  }

  @Test
  void equalRatiosAreEqualDistancesOnALogarithmicAxis() {
    Axis values = Axis.among(new double[] {2, 4, 8, 4}, 0, 100);
    assertThat(values.at(4)).isCloseTo(50, within(1e-9));
    assertThat(values.ticks()).containsExactly(2.0, 4.0, 8.0);
    assertThat(Axis.decades(new double[] {0.9, 30}, 0, 1).ticks())
        .containsExactly(1.0, 2.0, 5.0, 10.0, 20.0);
    assertThat(Axis.decades(new double[] {0.9, 3000}, 0, 1).ticks())
        .containsExactly(1.0, 10.0, 100.0, 1000.0);
    assertThatThrownBy(() -> Axis.decades(new double[] {0}, 0, 1)).hasMessageContaining("no place");
  }

  @Test
  void numbersHaveAsFewDigitsAsTellThem() {
    assertThat(Axis.label(0)).isEqualTo("0");
    assertThat(Axis.label(-0.5)).isEqualTo("\u22120.5");
    assertThat(Axis.label(1200)).isEqualTo("1200");
    assertThat(Axis.label(0.30000000000000004)).isEqualTo("0.3");
  }
}
