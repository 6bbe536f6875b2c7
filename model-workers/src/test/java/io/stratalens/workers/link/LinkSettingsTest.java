package io.stratalens.workers.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class LinkSettingsTest {
  @Test
  void anApplicationThatSaysNothingHasSettings() {
    assertThat(LinkSettings.of(new SparkConf(false)))
        .isEqualTo(
            new LinkSettings(
                256L << 20, Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(10)));
  }

  @Test
  void sizesAndTimesAreReadInSparksSyntax() {
    SparkConf conf =
        new SparkConf(false)
            .set(LinkSettings.MOST_FRAME_BYTES, "1g")
            .set(LinkSettings.PING, "500ms")
            .set(LinkSettings.SILENCE, "1m")
            .set(LinkSettings.CONNECT, "3s");
    assertThat(LinkSettings.of(conf))
        .isEqualTo(
            new LinkSettings(
                1L << 30, Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofSeconds(3)));
  }

  @Test
  void settingsThatCannotWorkAreRefusedByName() {
    refused(LinkSettings.MOST_FRAME_BYTES, "0", LinkSettings.MOST_FRAME_BYTES);
    refused(LinkSettings.MOST_FRAME_BYTES, "2g", LinkSettings.MOST_FRAME_BYTES);
    refused(LinkSettings.PING, "0s", LinkSettings.PING);
    refused(LinkSettings.SILENCE, "5s", LinkSettings.SILENCE);
    refused(LinkSettings.CONNECT, "900ms", LinkSettings.CONNECT);
  }

  private static void refused(String key, String value, String named) {
    assertThatThrownBy(() -> LinkSettings.of(new SparkConf(false).set(key, value)))
        .hasMessageContaining(named);
  }
}
