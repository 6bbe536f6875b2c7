package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkSettingsTest {
  @TempDir private Path folder;

  @Test
  void flagsWinOverTheCommandsFileAndThatOverTheDefaults() throws Exception {
    Files.writeString(
        folder.resolve("spark-defaults.conf"),
        "# why\nspark.a  common \nspark.b common\nspark.c common\n\n");
    Files.writeString(folder.resolve("capture.conf"), "spark.b own\nspark.c=own\n");

    assertThat(SparkSettings.ofFiles(folder, "capture", Map.of("spark.c", "flag")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("spark.a", "common", "spark.b", "own", "spark.c", "flag"));
    assertThat(SparkSettings.ofFiles(folder, "lens", Map.of())).containsEntry("spark.b", "common");
  }

  @Test
  void aFolderWithoutSettingsIsRefusedByName() {
    assertThatThrownBy(() -> SparkSettings.ofFiles(folder, "capture", Map.of()))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining(folder.resolve("spark-defaults.conf").toString());
  }

  @Test
  void underSparkSubmitItsPropertiesDecideAndFlagsStillWin() {
    Properties system = new Properties();
    system.setProperty("user.home", "/root");
    assertThat(SparkSettings.submitted(system)).isFalse();
    system.setProperty("spark.master", "spark://somewhere:7077");
    system.setProperty("spark.b", "submitted");

    assertThat(SparkSettings.submitted(system)).isTrue();
    assertThat(SparkSettings.ofSubmission(system, Map.of("spark.b", "flag")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("spark.master", "spark://somewhere:7077", "spark.b", "flag"));
  }

  @Test
  void aMisspeltSettingOfOursIsRefusedWithTheNearestOne() {
    StratalensConf conf =
        new StratalensConf(Set.of("spark.stratalens.stage.timeout", "spark.stratalens.cache"));

    conf.check("spark.stratalens.cache");
    conf.check("spark.sql.anything");
    assertThatThrownBy(() -> conf.check("spark.stratalens.stages.timeout"))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("spark.stratalens.stages.timeout;")
        .hasMessageContaining("nearest one that exists is spark.stratalens.stage.timeout");
  }

  @Test
  void aMisspeltSettingInAFileIsRefusedToo() throws Exception {
    Files.writeString(folder.resolve("spark-defaults.conf"), "spark.stratalens.odd 1\n");

    assertThatThrownBy(() -> SparkSettings.ofFiles(folder, "lens", Map.of()))
        .hasMessageContaining("spark.stratalens.odd");
  }

  @Test
  void theConfFolderIsTheEnvironmentsElseThatOfTheCheckout() {
    assertThat(ConfFolder.find(Map.of("STRATALENS_CONF", "/somewhere")))
        .isEqualTo(Path.of("/somewhere"));
    assertThat(ConfFolder.find(Map.of()).resolve("spark-defaults.conf")).isRegularFile();
  }

  @Test
  void theCheckoutsOwnSettingsBringDelta() {
    assertThat(SparkSettings.ofFiles(ConfFolder.find(Map.of()), "capture", Map.of()))
        .containsEntry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .containsKeys("spark.master", "spark.driver.memory");
  }
}
