package io.stratalens.jobs.testing;

import io.stratalens.jobs.capture.CaptureJob;
import io.stratalens.jobs.capture.CaptureOrder;
import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.jobs.runs.GenerationSpec;
import io.stratalens.jobs.runs.LensOrder;
import io.stratalens.jobs.steering.SteeringOrder;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A capture that a test changes in some places and runs. */
public final class TestCapture {
  private final Path warehouse;
  private final String runId;
  private Path prompts;
  private Path model = Checkout.model("mood-llama");
  private String layers = "all";
  private List<Site> sites = List.of(Site.RESID_POST);
  private String positions = "all";
  private VectorType dtype;
  private LensOrder lens;
  private int chunkPrompts = 3;
  private int batchTokens = 64;
  private StageOrder stages = StageOrder.WHOLE;
  private GenerationSpec generation;
  private List<SteeringOrder> steering = List.of();
  private Clock clock = Clock.systemUTC();

  private TestCapture(Path warehouse, String runId, Path prompts) {
    this.warehouse = warehouse;
    this.runId = runId;
    this.prompts = prompts;
  }

  /** Every layer's resid_post of mood-llama at all positions, three prompts a chunk. */
  public static TestCapture of(Path warehouse, String runId, Path prompts) {
    return new TestCapture(warehouse, runId, prompts);
  }

  public TestCapture model(Path folder) {
    model = folder;
    return this;
  }

  public TestCapture prompts(Path file) {
    prompts = file;
    return this;
  }

  public TestCapture select(String layerSpec, List<Site> sitesKept, String positionSpec) {
    layers = layerSpec;
    sites = sitesKept;
    positions = positionSpec;
    return this;
  }

  public TestCapture dtype(VectorType type) {
    dtype = type;
    return this;
  }

  public TestCapture lens(LensOrder inline) {
    lens = inline;
    return this;
  }

  public TestCapture cut(int promptsOfAChunk, int tokensOfABatch) {
    chunkPrompts = promptsOfAChunk;
    batchTokens = tokensOfABatch;
    return this;
  }

  public TestCapture stages(int count) {
    stages = new StageOrder(OptionalInt.of(count), OptionalInt.empty());
    return this;
  }

  public TestCapture generate(GenerationSpec spec) {
    generation = spec;
    return this;
  }

  public TestCapture steer(String... orders) {
    steering = Stream.of(orders).map(SteeringOrder::parse).toList();
    return this;
  }

  public TestCapture clock(Clock other) {
    clock = other;
    return this;
  }

  /** Runs it in the tests' session; what it said. */
  public List<String> run() {
    List<String> said = new ArrayList<>();
    run(said::add);
    return said;
  }

  /** Runs it in the tests' session; what it says goes to a consumer, whose failure ends it. */
  public void run(Consumer<String> saying) {
    new CaptureJob(new Warehouse(warehouse), TestSpark::session, saying, clock)
        .run(
            new CaptureOrder(
                runId,
                ModelLocation.of(model),
                PromptSource.of(prompts.toString(), Optional.empty()),
                LayerSelection.parse(layers),
                sites,
                PositionSelection.parse(positions),
                Optional.ofNullable(dtype),
                Optional.ofNullable(lens),
                chunkPrompts,
                batchTokens,
                stages,
                Optional.ofNullable(generation),
                steering));
  }
}
