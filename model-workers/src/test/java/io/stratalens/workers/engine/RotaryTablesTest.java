package io.stratalens.workers.engine;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables grow with what is read, and no number depends on how they grew. */
class RotaryTablesTest {
  @TempDir private Path folder;

  @Test
  void tablesOfAnyLengthBeginWithTheBitsOfLongerOnes() {
    try (NDManager manager = LibTorch.manager(Device.cpu());
        LoadedProgram program = configured(manager)) {
      List<float[]> longest = tables(program, manager, 4096);
      for (int positions = 8; positions < 4096; positions += positions / 8 * 8) {
        List<float[]> shorter = tables(program, manager, positions);
        for (int i = 0; i < 2; i++) {
          float[] own = shorter.get(i);
          assertThat(own).isEqualTo(Arrays.copyOf(longest.get(i), own.length));
        }
      }
    }
  }

  private static LoadedProgram configured(NDManager manager) {
    LoadedProgram program = new LoadedProgram(manager, false);
    try (CallValues arguments = new CallValues()) {
      int[] shape = {0, 0, 0, 0, 0, 0, TypeCodes.F32, 0};
      arguments.tensor(manager.create(0f)).integers(shape).real(1);
      program.run("configure", arguments);
    }
    return program;
  }

  private static List<float[]> tables(LoadedProgram program, NDManager manager, int positions) {
    float[] frequencies =
        ModelConfig.read(Fixtures.model("mood-llama")).rope().inverseFrequencies(64);
    try (NDManager scope = manager.newSubManager();
        CallValues arguments = new CallValues()) {
      arguments.tensor(scope.create(frequencies)).integer(positions);
      return program.tuple("rotary_tables", arguments, scope).stream()
          .map(table -> table.toFloatArray())
          .toList();
    }
  }

  @Test
  void whatAModelCouldReadCostsNothing() {
    write("{\"max_position_embeddings\": 16777216}");
    try (TestModel model = TestModel.load(folder)) {
      assertThat(model.engine().rotary().length()).isZero();
      assertThat(model.logits(model.batch(30))).isNotEmpty();
      assertThat(model.engine().rotary().length()).isEqualTo(32);
    }
  }

  @Test
  void tablesGrowInPowersOfTwoUpToWhatTheModelReads() {
    write("{\"max_position_embeddings\": 300}");
    ModelConfig config = ModelConfig.read(folder);
    try (NDManager manager = LibTorch.manager(Device.cpu());
        LoadedProgram program = configured(manager);
        CallValues arguments = new CallValues()) {
      RotaryTables rotary = new RotaryTables(program, manager, config);
      assertThat(rotary.length()).isZero();
      int[][] lengths = {{8, 8}, {24, 32}, {16, 32}, {32, 32}, {40, 64}, {264, 304}, {304, 304}};
      for (int[] length : lengths) {
        rotary.addTo(arguments, length[0]);
        assertThat(rotary.length()).isEqualTo(length[1]);
      }
      assertRefused(() -> rotary.addTo(arguments, 312), "300 positions", "312");
    }
  }

  @Test
  void numbersDoNotDependOnWhatWasReadBefore() {
    write("{}");
    try (TestModel shortFirst = TestModel.load(folder);
        TestModel longFirst = TestModel.load(folder)) {
      byte[] longBits = longFirst.capture(longFirst.batch(200, 3)).bytes();
      byte[] shortBits = shortFirst.capture(shortFirst.batch(9, 5)).bytes();
      assertThat(longFirst.capture(longFirst.batch(9, 5)).bytes()).isEqualTo(shortBits);
      assertThat(shortFirst.capture(shortFirst.batch(200, 3)).bytes()).isEqualTo(longBits);
    }
  }

  @Test
  void passesThatGrowTheTablesTogetherDoNotDisturbEachOther() throws Exception {
    write("{}");
    List<byte[]> expected = new ArrayList<>();
    int[] lengths = {3, 9, 20, 40, 70, 130, 256};
    try (TestModel model = TestModel.load(folder)) {
      for (int length : lengths) {
        expected.add(model.capture(model.batch(length)).bytes());
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(lengths.length);
    try {
      for (int round = 0; round < 10; round++) {
        try (TestModel model = TestModel.load(folder)) {
          List<Future<byte[]>> running = new ArrayList<>();
          for (int length : lengths) {
            Microbatch batch = model.batch(length);
            running.add(threads.submit(() -> model.capture(batch).bytes()));
          }
          for (int i = 0; i < lengths.length; i++) {
            assertThat(running.get(i).get()).isEqualTo(expected.get(i));
          }
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void write(String overlay) {
    RandomCheckpoint.write(folder, "LlamaForCausalLM", overlay, List.of(VectorType.F32));
  }
}
