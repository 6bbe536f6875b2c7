package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
  void theKeyOfAnAccountIsHiddenUnlessTheUserSaysWhatIs() {
    Properties submitted = new Properties();
    submitted.setProperty("spark.master", "local[1]");
    for (Properties system : List.of(submitted, new Properties())) {
      Map<String, String> settings = SparkSettings.of("lens", Map.of(), Map.of(), system);

      assertThat(settings.get("spark.redaction.regex")).contains("account");
      assertThat(SparkSettings.of("lens", Map.of("spark.redaction.regex", "x"), Map.of(), system))
          .containsEntry("spark.redaction.regex", "x");
    }
  }

  @Test
  void aMisspeltSettingIsRefusedWithTheNearestOneWhoeverStartedTheCommand() {
    Properties submitted = new Properties();
    submitted.setProperty("spark.master", "local[1]");
    submitted.setProperty("spark.stratalens.stages.timeout", "1s");

    assertThatThrownBy(
            () ->
                SparkSettings.of(
                    "lens",
                    Map.of("spark.stratalens.link.pingInterva", "1s"),
                    Map.of(),
                    new Properties()))
        .isInstanceOf(StratalensException.class)
        .hasMessage(
            "Cannot read the configuration because spark.stratalens.link.pingInterva is unknown: did"
                + " you mean spark.stratalens.link.pingInterval?");
    assertThatThrownBy(() -> SparkSettings.of("lens", Map.of(), Map.of(), submitted))
        .hasMessageContaining("spark.stratalens.stages.timeout is unknown")
        .hasMessageContaining("did you mean spark.stratalens.stage.timeout?");
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
