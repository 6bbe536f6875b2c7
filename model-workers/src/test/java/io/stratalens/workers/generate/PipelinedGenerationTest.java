package io.stratalens.workers.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.link.Frame;
import io.stratalens.workers.link.FrameHeader;
import io.stratalens.workers.link.StageSender;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.StageLinks;
import io.stratalens.workers.sampling.Sampling;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Operation;
import io.stratalens.workers.tokens.PromptTokenizer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stages that generate together, against the whole model. */
class PipelinedGenerationTest {
  private static final int NEW = 9;
  private static final int PROMPTS = 11;
  private static final Sampling SAMPLED = new Sampling(1.4, 60, 0.97, 1.2, 5);

  static List<Path> models() {
    return List.of(Fixtures.model("mood-llama"), Fixtures.shared("fixtures/qwen3-random"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void twoAndThreeStagesGiveTheTextsAndTheBitsOfOne(Path model) throws Exception {
    try (Pipeline one = Pipeline.load(model, 1);
        Pipeline two = Pipeline.load(model, 2);
        Pipeline three = Pipeline.load(model, 3)) {
      for (Sampling sampling : List.of(Sampling.greedy(), SAMPLED)) {
        List<GenerationPrompt> prompts = prompts(sampling);
        StopRules stop = stopping(run(one, settings(model, 3, 2, StopRules.none()), prompts));
        // Two rows of each microbatch: prompts wait for those that end.
        GenerationSettings settings = settings(model, 3, 2, stop);
        Recorded whole = run(one, settings, prompts);
        assertThat(whole.ended.values().stream().map(Generated::reason))
            .contains(FinishReason.STOP, FinishReason.LENGTH);
        assertSame(run(two, settings, prompts), whole);
        assertSame(run(three, settings, prompts), whole);
      }
    }
  }

  @Test
  void fewerAndMoreMicrobatchesThanStagesGiveTheBitsOfOneStage() throws Exception {
    Path model = Fixtures.model("mood-llama");
    try (Pipeline one = Pipeline.load(model, 1);
        Pipeline three = Pipeline.load(model, 3)) {
      List<GenerationPrompt> prompts = prompts(SAMPLED);
      for (int microbatches : List.of(1, 2, 7, 50)) {
        GenerationSettings settings = settings(model, microbatches, 2, StopRules.none());
        assertSame(run(three, settings, prompts), run(one, settings, prompts));
      }
    }
  }

  @Test
  void moreMicrobatchesThanLinksHaveSlotsForDoNotBlockEachOther() throws Exception {
    Path model = Fixtures.model("mood-llama");
    try (Pipeline two = Pipeline.load(model, 2)) {
      Random random = new Random(2);
      List<GenerationPrompt> prompts =
          IntStream.range(0, 40).mapToObj(i -> prompt(i, 3, random, Sampling.greedy())).toList();

      Recorded many = run(two, settings(model, 40, 1, StopRules.none()), prompts);

      assertThat(many.ended).hasSize(40);
    }
  }

  @Test
  void textsThatEndGenerationsEndThemAtEveryStage() throws Exception {
    Path model = Fixtures.model("mood-llama");
    try (PromptTokenizer tokenizer = PromptTokenizer.open(model);
        Pipeline one = Pipeline.load(model, 1);
        Pipeline two = Pipeline.load(model, 2)) {
      List<GenerationPrompt> prompts =
          IntStream.range(0, 5)
              .mapToObj(i -> "The soup was warm." + " I liked it.".repeat(i) + " We will")
              .map(tokenizer::encode)
              .map(ids -> new TokenRow(ids.length, ids))
              .map(row -> new GenerationPrompt(row, Sampling.greedy()))
              .toList();
      StopRules stop = new StopRules(Set.of(), List.of("a", "the"));
      GenerationSettings settings = settings(model, 2, 1, stop);

      Recorded whole = run(one, Optional.of(tokenizer), settings, prompts);

      assertThat(whole.ended.values().stream().map(Generated::reason))
          .contains(FinishReason.STOP_STRING);
      assertSame(run(two, Optional.of(tokenizer), settings, prompts), whole);
    }
  }

  @Test
  void steeringReachesTheStageOfItsLayer() throws Exception {
    Path model = Fixtures.model("mood-llama");
    float[] vector = new float[ModelConfig.read(model).width()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) Math.cos(3 * i);
    }
    PositionSelection everywhere = PositionSelection.parse("all");
    List<Steered> steering =
        List.of(
            new Steered(1, Site.LN2_OUT, Operation.ADD, 3, vector, everywhere, List.of(2L, 5L)),
            new Steered(6, Site.RESID_PRE, Operation.ADD, -2, vector, everywhere, List.of()));
    try (Pipeline one = Pipeline.load(model, 1);
        Pipeline three = Pipeline.load(model, 3)) {
      List<GenerationPrompt> prompts = prompts(Sampling.greedy());
      GenerationSettings plain = settings(model, 3, 2, StopRules.none());
      GenerationSettings steered = settings(model, 3, 2, StopRules.none(), steering);

      Recorded whole = run(one, steered, prompts);

      Recorded unsteered = run(one, plain, prompts);
      for (int layer : List.of(1, 6)) {
        Recorder.Place place = new Recorder.Place(2, 0, new LayerSite(layer, Site.RESID_POST));
        assertThat(whole.vectors.get(place)).isNotEqualTo(unsteered.vectors.get(place));
      }
      assertSame(run(three, steered, prompts), whole);
    }
  }

  @Test
  void asManyMicrobatchesAreInFlightAsThereAreStages() throws Exception {
    Path model = Fixtures.model("mood-llama");
    try (Pipeline three = Pipeline.load(model, 3)) {
      CountDownLatch begun = new CountDownLatch(3);
      List<StageLinks> links = new ArrayList<>(three.ring(3));
      links.set(0, sending(links.get(0), frame -> begun.countDown()));
      // Nothing comes back before the first stage has begun with all three.
      links.set(2, sending(links.get(2), frame -> await(begun)));

      three.run(
          links,
          Optional.empty(),
          settings(model, 3, 2, StopRules.none()),
          prompts(Sampling.greedy()));

      assertThat(begun.getCount()).isZero();
    }
  }

  @Test
  void noHiddenStateIsLargerThanLinksMakeRoomFor() throws Exception {
    Path model = Fixtures.model("mood-llama");
    try (Pipeline two = Pipeline.load(model, 2)) {
      AtomicLong most = new AtomicLong();
      List<StageLinks> links = new ArrayList<>(two.ring(2));
      links.set(
          0,
          sending(
              links.get(0),
              frame ->
                  most.accumulateAndGet((long) frame.rows() * frame.paddedLength(), Math::max)));
      List<GenerationPrompt> prompts = prompts(Sampling.greedy());

      two.run(links, Optional.empty(), settings(model, 2, 3, StopRules.none()), prompts);

      // The longest prompt has 17 tokens; one pass reads 32 with their padding.
      assertThat(most.get()).isEqualTo(Generation.mostTokens(3, 32, 17)).isEqualTo(32);
      assertThat(Generation.mostTokens(3, 32, 50)).isEqualTo(56);
      assertThat(Generation.mostTokens(3, 320, 50)).isEqualTo(168);
      assertThat(Generation.mostTokens(40, 8, 5)).isEqualTo(40);
    }
  }

  @Test
  void aStageThatFailsEndsTheOthers() throws Exception {
    Path model = Fixtures.model("mood-llama");
    try (Pipeline three = Pipeline.load(model, 3)) {
      List<StageLinks> links = new ArrayList<>(three.ring(3));
      links.set(
          1,
          sending(
              links.get(1),
              frame -> {
                throw new IllegalStateException("the stage of this test");
              }));

      assertThatThrownBy(
              () ->
                  three.run(
                      links,
                      Optional.empty(),
                      settings(model, 3, 2, StopRules.none()),
                      prompts(Sampling.greedy())))
          .hasMessageContaining("the stage of this test");
    }
  }

  /** What the stages recorded, together. */
  private record Recorded(
      Map<Long, Generated> ended,
      Map<Recorder.Place, float[]> vectors,
      Map<Recorder.Place, Phase> phases) {
    int[] ids(long prompt) {
      return ended.get(prompt).ids();
    }
  }

  private static Recorded run(
      Pipeline pipeline, GenerationSettings settings, List<GenerationPrompt> prompts)
      throws Exception {
    return run(pipeline, Optional.empty(), settings, prompts);
  }

  private static Recorded run(
      Pipeline pipeline,
      Optional<PromptTokenizer> tokenizer,
      GenerationSettings settings,
      List<GenerationPrompt> prompts)
      throws Exception {
    List<Recorder> stages =
        pipeline.run(pipeline.ring(settings.microbatches()), tokenizer, settings, prompts);
    Recorded all = new Recorded(stages.get(0).ended, new HashMap<>(), new HashMap<>());
    for (Recorder stage : stages) {
      stage.ended.forEach((id, one) -> assertThat(one.ids()).isEqualTo(all.ids(id)));
      all.vectors.putAll(stage.vectors);
      all.phases.putAll(stage.phases);
    }
    assertThat(all.ended).hasSize(prompts.size());
    return all;
  }

  private static void assertSame(Recorded actual, Recorded expected) {
    expected.ended.forEach(
        (id, one) -> {
          assertThat(actual.ids(id)).isEqualTo(one.ids());
          assertThat(actual.ended.get(id).reason()).isEqualTo(one.reason());
          assertThat(actual.ended.get(id).text()).isEqualTo(one.text());
          assertThat(actual.ended.get(id).seconds()).isPositive();
        });
    assertThat(actual.phases).isEqualTo(expected.phases).isNotEmpty();
    expected.vectors.forEach(
        (place, vector) ->
            assertThat(Arrays.equals(actual.vectors.get(place), vector)).as("%s", place).isTrue());
  }

  /** Tokens that end some rows in the middle. */
  private static StopRules stopping(Recorded unstopped) {
    return new StopRules(Set.of(unstopped.ids(1)[0], unstopped.ids(4)[3]), List.of());
  }

  private static StageLinks sending(StageLinks links, Consumer<FrameHeader> before) {
    StageSender sender = links.after().orElseThrow();
    StageSender hooked =
        new StageSender() {
          @Override
          public void send(Frame frame, Duration deadline) {
            before.accept(frame.header());
            sender.send(frame, deadline);
          }

          @Override
          public void fail(String reason) {
            sender.fail(reason);
          }

          @Override
          public void close() {
            sender.close();
          }
        };
    return new StageLinks(links.before(), Optional.of(hooked), links.next());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("too few microbatches in flight: " + latch.getCount());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<GenerationPrompt> prompts(Sampling sampling) {
    Random random = new Random(7);
    return IntStream.range(0, PROMPTS)
        .mapToObj(i -> prompt(i, 1 + i * 7 % 20, random, sampling))
        .toList();
  }

  /** Ids below the smallest vocabulary. */
  private static GenerationPrompt prompt(int id, int tokens, Random random, Sampling sampling) {
    TokenRow row = new TokenRow(id, random.ints(tokens, 3, 500).toArray());
    return new GenerationPrompt(row, sampling);
  }

  private static GenerationSettings settings(
      Path model, int microbatches, int slots, StopRules stop) {
    return settings(model, microbatches, slots, stop, List.of());
  }

  private static GenerationSettings settings(
      Path model, int microbatches, int slots, StopRules stop, List<Steered> steering) {
    List<LayerSite> points =
        KeepRequest.points(
            IntStream.range(0, ModelConfig.read(model).layers()).toArray(),
            Arrays.asList(Site.values()));
    return new GenerationSettings(
        microbatches,
        slots,
        NEW,
        32,
        points,
        PositionSelection.parse("all"),
        VectorType.F32,
        stop,
        steering);
  }
}
