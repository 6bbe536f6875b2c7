package io.stratalens.workers.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ParameterInventory;
import io.stratalens.workers.sampling.Draw;
import io.stratalens.workers.steering.Intervention;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * One stage of a model in libtorch: its weights, its forward pass and, where it holds the head, the
 * logits and the lens. Calls from several threads are safe; closing frees everything native.
 */
public final class StageEngine implements AutoCloseable {
  private final ModelConfig config;
  private final StageSlice slice;
  private final NDManager manager;
  private final LoadedProgram program;
  private final RotaryTables rotary;
  private final Passes passes;
  private final Device device;
  private final int computeType;

  private StageEngine(ModelConfig config, StageSlice slice, Device device, Tuning tuning) {
    this.config = config;
    this.slice = slice;
    this.device = device;
    this.manager = LibTorch.manager(device);
    this.program = new LoadedProgram(manager, tuning.optimisedGraphs());
    this.rotary = new RotaryTables(program, manager, config);
    // A CPU without bf16 units is a hundred times slower in bf16 than in float32.
    this.computeType = device.isGpu() ? TypeCodes.of(config.storedType()) : TypeCodes.F32;
    this.passes = new Passes(program, manager, rotary, config, slice, computeVectorType());
  }

  /**
   * Loads a stage on the first GPU, or on the CPU where there is none. The checkpoint is checked
   * whole before any weight is read and may be closed afterwards.
   */
  public static StageEngine load(Checkpoint checkpoint, ModelConfig config, StageSlice slice) {
    return load(checkpoint, config, slice, 0);
  }

  /**
   * Loads a stage on a GPU of this process.
   *
   * @param device the GPU's place among those the process sees; on a CPU it does not matter
   */
  public static StageEngine load(
      Checkpoint checkpoint, ModelConfig config, StageSlice slice, int device) {
    return load(checkpoint, config, slice, LibTorch.device(device), Tuning.USUAL);
  }

  /** Loads a stage as {@link #load(Checkpoint, ModelConfig, StageSlice)}, to measure a choice. */
  public static StageEngine load(
      Checkpoint checkpoint, ModelConfig config, StageSlice slice, Tuning tuning) {
    return load(checkpoint, config, slice, LibTorch.device(0), tuning);
  }

  private static StageEngine load(
      Checkpoint checkpoint, ModelConfig config, StageSlice slice, Device device, Tuning tuning) {
    return load(checkpoint, config, slice, device, WeightLoader.PIECE_BYTES, tuning);
  }

  static StageEngine load(
      Checkpoint checkpoint,
      ModelConfig config,
      StageSlice slice,
      Device device,
      long pieceBytes,
      Tuning tuning) {
    new ParameterInventory(config).check(checkpoint);
    StageEngine engine = new StageEngine(config, slice, device, tuning);
    try {
      engine.configure(tuning);
      WeightLoader weights =
          new WeightLoader(checkpoint, config, engine.program, engine.manager, pieceBytes);
      if (slice.embedding()) {
        weights.embedding();
      }
      for (int layer = slice.first(); layer < slice.end(); layer++) {
        weights.layer(layer);
      }
      if (slice.head()) {
        weights.head();
      }
      return engine;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /**
   * A stage whose weights are made up inside libtorch, to measure a shape without a checkpoint:
   * norm weights one, biases zero, matrices normal with a standard deviation of 0.02. On the first
   * GPU, or on the CPU where there is none. Stages of the same seed fit together, as parts of one
   * model.
   */
  public static StageEngine random(ModelConfig config, StageSlice slice, long seed) {
    return random(config, slice, seed, Tuning.USUAL);
  }

  /** Weights that are made up, to measure a choice. */
  public static StageEngine random(ModelConfig config, StageSlice slice, long seed, Tuning tuning) {
    StageEngine engine = new StageEngine(config, slice, LibTorch.device(0), tuning);
    try {
      engine.configure(tuning);
      new RandomWeights(engine.program, config, seed).fill(slice);
      return engine;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /**
   * The type that this process computes in: float32 without a GPU.
   *
   * @param stored how the model's weights are stored
   */
  public static VectorType computeType(VectorType stored) {
    return gpus() == 0 ? VectorType.F32 : stored;
  }

  /** How many GPUs libtorch sees in this process. */
  public static int gpus() {
    return LibTorch.gpus();
  }

  private void configure(Tuning tuning) {
    int packed = device.isGpu() ? 0 : 1;
    int[] shape = {
      slice.layers(),
      config.width(),
      config.heads(),
      config.keyValueHeads(),
      config.headDim(),
      config.feedForward(),
      computeType,
      packed,
      tuning.fusedProjections() ? 0 : 1
    };
    try (NDManager scope = manager.newSubManager();
        CallValues arguments = new CallValues()) {
      arguments.tensor(scope.zeros(new Shape(1))).integers(shape).real(config.normEpsilon());
      program.run("configure", arguments);
    }
  }

  /** The model. */
  public ModelConfig config() {
    return config;
  }

  /** The type that {@code --dtype compute} means here: float32 on a CPU, the model's on a GPU. */
  public VectorType computeVectorType() {
    return switch (computeType) {
      case TypeCodes.F16 -> VectorType.F16;
      case TypeCodes.BF16 -> VectorType.BF16;
      default -> VectorType.F32;
    };
  }

  /** Which part of the model this is. */
  public StageSlice slice() {
    return slice;
  }

  /** "cpu" or "gpu". */
  public String deviceName() {
    return device.getDeviceType();
  }

  /** Bytes taken of this stage's GPU, by whomever; 0 on a CPU. */
  public long deviceBytes() {
    return device.isGpu() ? LibTorch.usedBytes(device) : 0;
  }

  /**
   * Reads a microbatch from position 0, where this stage embeds.
   *
   * @param interventions applied in the order listed; those of other stages are left to them
   */
  public ForwardResult forward(
      Microbatch batch, KeepRequest request, List<Intervention> interventions) {
    return forward(batch, null, request, interventions);
  }

  /**
   * Goes on from the hidden state of the stage before, if there is one.
   *
   * @param hidden what {@link ForwardResult#hiddenBytes} gave there; null where this stage embeds
   */
  public ForwardResult forward(
      Microbatch batch, ByteBuffer hidden, KeepRequest request, List<Intervention> interventions) {
    return passes.prefill(batch, hidden, request, interventions, Optional.empty());
  }

  /**
   * A cache for rows in progress in the layers of this stage, refused where it does not fit; the
   * caller closes it, before this engine.
   *
   * @param slots how many rows it holds
   * @param positions how many positions of each
   */
  public KeyValueCache cache(int slots, int positions) {
    return cache(slots, positions, copies());
  }

  /**
   * {@link #cache(int, int)} for prompts that are read once.
   *
   * @param prompts how many it holds
   */
  public KeyValueCache cacheOfPrompts(int prompts, int positions) {
    return cache(CacheMemory.Rows.READ, prompts, positions, copies());
  }

  private HostCopies copies() {
    return device.isGpu() ? HostCopies.STACKED : HostCopies.DIRECT;
  }

  /** {@link #cache(int, int)} whose steps' vectors come to the host in a way of choice. */
  public KeyValueCache cache(int slots, int positions, HostCopies copies) {
    return cache(CacheMemory.Rows.GENERATED, slots, positions, copies);
  }

  private KeyValueCache cache(CacheMemory.Rows rows, int slots, int positions, HostCopies copies) {
    CacheMemory memory =
        new CacheMemory(config, slice, computeVectorType(), rows, slots, positions);
    return memory.held(device, () -> new KeyValueCache(program, manager, slots, positions, copies));
  }

  /** {@link #forward} that leaves the rows' keys and values in a cache. */
  public ForwardResult prefill(
      Microbatch batch, KeepRequest request, List<Intervention> interventions, CacheSlots cache) {
    return prefill(batch, null, request, interventions, cache);
  }

  /** {@link #forward} that leaves the rows' keys and values in a cache. */
  public ForwardResult prefill(
      Microbatch batch,
      ByteBuffer hidden,
      KeepRequest request,
      List<Intervention> interventions,
      CacheSlots cache) {
    return passes.prefill(batch, hidden, request, interventions, Optional.of(cache));
  }

  /**
   * Reads one more token of each row, where this stage embeds.
   *
   * @param request positions are those of the step's rows; a row without one is not kept
   * @param interventions as in {@link #forward}, at positions of the step's rows
   */
  public StepResult step(
      StepBatch batch, KeepRequest request, List<Intervention> interventions, KeyValueCache cache) {
    return step(batch, null, request, interventions, cache);
  }

  /**
   * Goes on from the hidden states of the stage before, if there is one.
   *
   * @param hidden what {@link StepResult#hiddenBytes} gave there; null where this stage embeds
   */
  public StepResult step(
      StepBatch batch,
      ByteBuffer hidden,
      KeepRequest request,
      List<Intervention> interventions,
      KeyValueCache cache) {
    return passes.step(batch, hidden, request, interventions, cache);
  }

  /** The tokens that follow the prompts of a finished forward, one for each row. */
  public int[] next(ForwardResult result, Microbatch batch, List<Draw> draws) {
    try (NDManager scope = manager.newSubManager();
        CallValues arguments = new CallValues()) {
      arguments
          .tensor(result.hidden())
          .tensor(scope.create(PositionGrid.of(batch).places(batch.lastPositions())));
      new Draws(draws).addTo(arguments, scope);
      return Draws.ids(program.tensor("next_tokens", arguments, scope).toLongArray());
    }
  }

  /**
   * Logits in float32 at positions of a finished forward: [positions of all rows x vocabulary].
   *
   * @param positions for each row of the batch its positions
   */
  public float[] logits(ForwardResult result, Microbatch batch, List<int[]> positions) {
    return logits(result, PositionGrid.of(batch).places(positions));
  }

  /** Logits in float32 after a step: [rows x vocabulary]. */
  public float[] logits(StepResult result, StepBatch batch) {
    return logits(result.pass(), LongStream.range(0, batch.rows().size()).toArray());
  }

  private float[] logits(ForwardResult result, long[] places) {
    try (NDManager scope = manager.newSubManager();
        CallValues arguments = new CallValues()) {
      arguments.tensor(result.hidden()).tensor(scope.create(places));
      return program.tensor("last_logits", arguments, scope).toFloatArray();
    }
  }

  /**
   * Every kept vector's logits, which stay in libtorch: what the lens does block by block, done at
   * once, to compare with.
   *
   * @param topK how many ids are read of each slot's last row
   */
  public Projection project(KeptVectors kept, int topK) {
    NDManager scope = manager.newSubManager();
    try (CallValues arguments = new CallValues()) {
      arguments.tensor(kept.tensor()).integer(topK);
      return new Projection(scope, program.list("project", arguments, scope));
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /**
   * Multiplies with the unembedding and does nothing else, to compare a lens with.
   *
   * @param rows of one product
   * @param times how many products
   */
  public void products(int rows, int times) {
    try (NDManager scope = manager.newSubManager();
        CallValues arguments = new CallValues()) {
      program.tensor("products", arguments.integer(rows).integer(times), scope).toFloatArray();
    }
  }

  /**
   * Reads the embedding and does nothing else, to compare what must read as much memory with.
   *
   * @param times how often
   */
  public void reads(int times) {
    try (NDManager scope = manager.newSubManager();
        CallValues arguments = new CallValues()) {
      program.tensor("reads", arguments.integer(times), scope).toFloatArray();
    }
  }

  /** A lens over vectors that a forward pass of this stage kept. */
  public LensNumbers lens(KeptVectors kept, LensBlock block) {
    return new LensCall(program, manager).read(kept.tensor(), block);
  }

  /**
   * A lens over stored vectors.
   *
   * @param vectors [slots, rows, width] values of {@code type}, little-endian, from the buffer's
   *     position to its limit; direct memory is not copied
   */
  public LensNumbers lens(ByteBuffer vectors, VectorType type, int slots, LensBlock block) {
    try (NDManager scope = manager.newSubManager();
        NDManager host = manager.newSubManager(Device.cpu());
        CallValues arguments = new CallValues()) {
      long values = (long) vectors.remaining() / type.bytes();
      arguments.tensor(Passes.raw(vectors, host)).integer(TypeCodes.of(type));
      NDArray read = program.tensor("values", arguments, scope);
      long rows = values / config.width() / slots;
      return new LensCall(program, manager).read(read.reshape(slots, rows, config.width()), block);
    }
  }

  /** Steered forwards that share with an unsteered one what comes before they differ. */
  public BranchReader branches() {
    return new BranchReader(this, program, manager);
  }

  Passes passes() {
    return passes;
  }

  RotaryTables rotary() {
    return rotary;
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
