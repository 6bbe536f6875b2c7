package io.stratalens.jobs.bench;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.link.DataPort;
import io.stratalens.workers.link.FrameHeader;
import io.stratalens.workers.link.StageSender;
import io.stratalens.workers.model.ModelConfig;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Sending the hidden state of 64 tokens to another JVM, until that has it, beside computing one
 * layer of a model's shape on them, with random weights; in turns.
 */
final class SendBenchmark {
  private static final int TOKENS = 64;
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int SENDS = 25;
  private static final int PASSES = 3;
  private static final long SEED = 3;
  private static final double MOST = 0.1;

  private final String shape;
  private final ModelConfig config;
  private final int rounds;
  private final Consumer<String> progress;
  private final PrintStream out;
  private final List<Double> sends = new ArrayList<>();
  private final List<Double> passes = new ArrayList<>();
  private int frames;

  /**
   * @param shape the name of the configuration, for people
   * @param rounds each of 25 sends and 3 layers, after one to warm up
   */
  SendBenchmark(
      String shape, ModelConfig config, int rounds, Consumer<String> progress, PrintStream out) {
    this.shape = shape;
    this.config = config;
    this.rounds = rounds;
    this.progress = progress;
    this.out = out;
  }

  void run() {
    progress.accept("making up a layer of " + shape);
    try (StageEngine engine =
        StageEngine.random(config, new StageSlice(0, 1, false, false), SEED)) {
      ByteBuffer hidden = hidden(config.width(), engine.computeVectorType());
      try (ReceivingJvm other = ReceivingJvm.start(hidden.remaining());
          DataPort port = DataPort.onLoopback();
          StageSender sender = port.sender(other.address(), ReceivingMain.LINK, DEADLINE)) {
        for (int round = 0; round <= rounds; round++) {
          if (round == 1) { // the first warms up
            sends.clear();
            passes.clear();
          }
          send(sender, hidden, engine);
          compute(engine, hidden);
          progress.accept("round " + round + " of " + rounds);
        }
      }
      print(hidden.remaining());
    }
  }

  private void send(StageSender sender, ByteBuffer hidden, StageEngine engine) {
    for (int i = 0; i < SENDS; i++) {
      FrameHeader header =
          new FrameHeader(
              ReceivingMain.LINK,
              0,
              frames++,
              0,
              1,
              TOKENS,
              engine.config().width(),
              engine.computeVectorType());
      long start = System.nanoTime();
      sender.send(header, hidden.duplicate(), DEADLINE);
      sends.add((System.nanoTime() - start) / 1e6);
    }
  }

  private void compute(StageEngine engine, ByteBuffer hidden) {
    // A stage that is not the first is told the ids only to know how many there are.
    Microbatch batch = new Microbatch(List.of(new TokenRow(0, new int[TOKENS])));
    for (int i = 0; i < PASSES; i++) {
      long start = System.nanoTime();
      engine.forward(batch, hidden.duplicate(), KeepRequest.nothing(1), List.of()).close();
      passes.add((System.nanoTime() - start) / 1e6);
    }
  }

  private void print(int bytes) {
    double send = Medians.of(sends);
    double layer = Medians.of(passes);
    out.printf(
        Locale.ROOT,
        "send %d tokens (%,d bytes) to another JVM: %.2f ms, median of %d%n",
        TOKENS,
        bytes,
        send,
        sends.size());
    out.printf(
        Locale.ROOT,
        "one layer of %s on them: %.2f ms, median of %d%n",
        shape,
        layer,
        passes.size());
    out.printf(Locale.ROOT, "%-38s %8.4f  (at most %.2f)%n", "send / layer", send / layer, MOST);
  }

  private static ByteBuffer hidden(int width, VectorType type) {
    Random random = new Random(SEED);
    float[] values = new float[TOKENS * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    byte[] bytes = type.encode(values);
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN).put(bytes).flip();
  }
}
