package io.stratalens.workers.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.settings.Settings;
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
            .set(Settings.MOST_FRAME_BYTES.key(), "1g")
            .set(Settings.PING_INTERVAL.key(), "500ms")
            .set(Settings.LINK_TIMEOUT.key(), "1m")
            .set(Settings.CONNECT_TIMEOUT.key(), "3s");
    assertThat(LinkSettings.of(conf))
        .isEqualTo(
            new LinkSettings(
                1L << 30, Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofSeconds(3)));
  }

  @Test
  void settingsThatCannotWorkAreRefusedByName() {
    refused(Settings.MOST_FRAME_BYTES.key(), "0", Settings.MOST_FRAME_BYTES.key());
    refused(Settings.MOST_FRAME_BYTES.key(), "2g", Settings.MOST_FRAME_BYTES.key());
    refused(Settings.PING_INTERVAL.key(), "0s", Settings.PING_INTERVAL.key());
    refused(Settings.LINK_TIMEOUT.key(), "5s", Settings.LINK_TIMEOUT.key());
    refused(Settings.CONNECT_TIMEOUT.key(), "900ms", Settings.CONNECT_TIMEOUT.key());
  }

  private static void refused(String key, String value, String named) {
    assertThatThrownBy(() -> LinkSettings.of(new SparkConf(false).set(key, value)))
        .hasMessageContaining(named);
  }
}
