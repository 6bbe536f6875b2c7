package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.FieldList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What schedulers are given fits the schedulers, and what they submit fits the command line. */
class ScheduleFilesTest {
  private static final Path SCHEDULES = Checkout.root().resolve("conf/schedules");

  @TempDir private Path folder;

  @Test
  void theKubernetesManifestHasTheFieldsOfTheOperatorsDefinition() throws IOException {
    assertThat(fields().problems("spec", manifest().get("spec"))).isEmpty();
  }

  @Test
  void whatTheDefinitionDoesNotHaveWouldBeSeen() throws IOException {
    ObjectNode spec = (ObjectNode) manifest().get("spec");
    ObjectNode template = (ObjectNode) spec.get("template");
    ObjectNode executor = (ObjectNode) template.get("executor");
    spec.put("schedules", "@daily").remove("schedule");
    template.put("mode", "clusters");
    executor.put("instances", "2");
    ((ObjectNode) executor.get("env").get(0)).remove("name");

    assertThat(fields().problems("spec", spec))
        .containsExactlyInAnyOrder(
            "spec.schedule is missing",
            "spec.schedules is unknown",
            "spec.template.mode is none of client|cluster",
            "spec.template.executor.instances is no integer",
            "spec.template.executor.env[].name is missing");
  }

  @Test
  void theManifestGivesSparkTheGpusThatThePodsHave() throws IOException {
    JsonNode template = manifest().get("spec").get("template");
    JsonNode conf = template.get("sparkConf");

    assertThat(conf.get("spark.executor.resource.gpu.amount").asText())
        .isEqualTo(template.get("executor").get("gpu").get("quantity").asText());
    assertThat(template.get("executor").get("gpu").get("name").asText())
        .startsWith(conf.get("spark.executor.resource.gpu.vendor").asText());
    assertThat(here(conf.get("spark.executor.resource.gpu.discoveryScript").asText()))
        .isExecutable();
  }

  @Test
  void theManifestHoldsNoSecretItself() throws IOException {
    JsonNode template = manifest().get("spec").get("template");

    for (String pod : List.of("driver", "executor")) {
      for (JsonNode variable : template.get(pod).get("env")) {
        if (variable.get("name").asText().matches(".*(KEY|SECRET|TOKEN|PASSWORD).*")) {
          assertThat(variable.has("value")).as(variable.toString()).isFalse();
          assertThat(variable.at("/valueFrom/secretKeyRef/key").asText()).isNotEmpty();
        }
      }
    }
    assertThat(template.get("sparkConf").fieldNames())
        .toIterable()
        .noneMatch(key -> key.matches("(?i).*(secret|password|token|access.key).*"));
  }

  @Test
  void theManifestsCommandIsOneThatTheCommandLineTakes() throws IOException {
    JsonNode template = manifest().get("spec").get("template");

    assertThat(template.get("mainClass").asText()).isEqualTo(Main.class.getName());
    assertTaken(template.get("arguments"));
  }

  @Test
  @Tag("python")
  void theAirflowDagIsImportedAndItsCommandTaken() throws Exception {
    Process python =
        new ProcessBuilder(
                "python3",
                Checkout.root()
                    .resolve("jobs/src/test/resources/schedules/import_dag.py")
                    .toString(),
                SCHEDULES.resolve("airflow_sweep.py").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(python.exitValue()).isZero();

    JsonNode tasks = new ObjectMapper().readTree(said);
    assertThat(tasks).hasSize(1);
    assertThat(tasks.get(0).get("java_class").asText()).isEqualTo(Main.class.getName());
    assertThat(tasks.get(0).get("application_args").toString()).contains("{{ ds }}");
    assertTaken(tasks.get(0).get("application_args"));
  }

  /** Requires a sweep, and one of a date: the one by cron is in CronSweepTest. */
  private void assertTaken(JsonNode arguments) {
    String[] words =
        StreamSupport.stream(arguments.spliterator(), false)
            .map(word -> word.asText().replace("{{ ds }}", "2026-11-28"))
            .map(word -> word.startsWith("/opt/stratalens/") ? here(word).toString() : word)
            .map(word -> word.equals("/warehouse") ? folder.toString() : word)
            .toArray(String[]::new);
    CommandRun run = CommandRun.of(words);
    assertThat(run.exitCode()).as(run.messages()).isZero();
    assertThat(run.requests())
        .singleElement()
        .isInstanceOfSatisfying(
            SweepRequest.class,
            request ->
                assertThat(request.order().plan().name()).matches("mood-\\d{4}-\\d{2}-\\d{2}"));
  }

  private static Path here(String inImage) {
    return Checkout.root().resolve(inImage.replaceFirst("^/opt/stratalens/", ""));
  }

  private static ObjectNode manifest() throws IOException {
    Path file = SCHEDULES.resolve("kubernetes-sweep.yaml");
    JsonNode manifest = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(file));
    assertThat(manifest.get("apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
    assertThat(manifest.get("kind").asText()).isEqualTo("ScheduledSparkApplication");
    return (ObjectNode) manifest;
  }

  private static FieldList fields() throws IOException {
    return FieldList.read(
        Checkout.root()
            .resolve("jobs/src/test/resources/schedules/scheduledsparkapplication.fields"));
  }
}
