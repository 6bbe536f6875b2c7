package io.stratalens.workers.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.steering.Intervention;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Calls of the program that run a stage's layers: over whole prompts, and step by step. */
final class Passes {
  private final LoadedProgram program;
  private final NDManager manager;
  private final RotaryTables rotary;
  private final ModelConfig config;
  private final StageSlice slice;
  private final VectorType computed;

  Passes(
      LoadedProgram program,
      NDManager manager,
      RotaryTables rotary,
      ModelConfig config,
      StageSlice slice,
      VectorType computed) {
    this.program = program;
    this.manager = manager;
    this.rotary = rotary;
    this.config = config;
    this.slice = slice;
    this.computed = computed;
  }

  /** A pass from position 0; {@code hidden} is null where this stage embeds. */
  ForwardResult prefill(
      Microbatch batch,
      ByteBuffer hidden,
      KeepRequest request,
      List<Intervention> interventions,
      Optional<CacheSlots> cache) {
    NDManager scope = manager.newSubManager();
    try (CallValues arguments = new CallValues();
        NDManager inputs = manager.newSubManager()) {
      arguments.tensor(hidden == null ? embed(batch, inputs) : receive(batch, hidden, inputs));
      PositionGrid grid = PositionGrid.of(batch);
      long steered =
          addCommon(arguments, grid, batch.paddedLength(), request, interventions, inputs);
      if (cache.isPresent()) {
        cache.get().addTo(arguments, batch, inputs);
      } else {
        arguments.tensors(List.of()).tensor(inputs.create(new long[0]));
      }
      List<NDArray> results = program.tuple("prefill", arguments, scope);
      return result(request, results, scope, Optional.empty(), steered);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /** A step; {@code hidden} is null where this stage embeds. */
  StepResult step(
      StepBatch batch,
      ByteBuffer hidden,
      KeepRequest request,
      List<Intervention> interventions,
      KeyValueCache cache) {
    NDManager scope = manager.newSubManager();
    try (CallValues arguments = new CallValues();
        NDManager inputs = manager.newSubManager();
        NDManager host = manager.newSubManager(Device.cpu())) {
      arguments.tensor(hidden == null ? inputs.create(batch.ids()) : raw(hidden, host));
      PositionGrid grid = PositionGrid.of(batch.rows());
      long steered = addCommon(arguments, grid, batch.reach(), request, interventions, inputs);
      batch.addTo(arguments, cache, inputs);
      Optional<NDArray> stack = cache.stack(KeptVectors.bytes(request, config.width()));
      arguments.tensor(stack.orElseGet(() -> host.create(new Shape(0), DataType.UINT8)));
      List<NDArray> results = program.tuple("step", arguments, scope);
      FollowingTokens tokens =
          slice.head()
              ? new FollowingTokens(() -> Draws.ids(results.get(3).toLongArray()))
              : FollowingTokens.of(new int[0]);
      ForwardResult pass =
          result(
              request, results, scope, stack.map(into -> copied(into, tokens, results)), steered);
      return new StepResult(pass, tokens);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /** How many vectors are steered. */
  private long addCommon(
      CallValues arguments,
      PositionGrid grid,
      int positions,
      KeepRequest request,
      List<Intervention> interventions,
      NDManager inputs) {
    long[] places = grid.places(request.positions());
    boolean all =
        places.length == grid.size()
            && IntStream.range(0, places.length).allMatch(i -> places[i] == i);
    arguments
        .integers(slots(request))
        .integer(request.slots())
        .tensors(all ? List.of() : List.of(inputs.create(places)))
        .integer(TypeCodes.of(request.type()));
    rotary.addTo(arguments, positions);
    return new Steering(slice, config).addTo(arguments, interventions, grid, inputs);
  }

  /** Tokens are behind the copy in the device's queue, as is what a stage without them is asked. */
  private CopiedVectors copied(NDArray stack, FollowingTokens tokens, List<NDArray> results) {
    return new CopiedVectors(
        stack, slice.head() ? tokens::read : () -> results.get(2).toByteBuffer());
  }

  ForwardResult result(
      KeepRequest request,
      List<NDArray> results,
      NDManager scope,
      Optional<CopiedVectors> copied,
      long steered) {
    TensorBytes bytes = new TensorBytes(program);
    KeptVectors kept =
        new KeptVectors(
            request,
            scope,
            results.get(1),
            results.get(2),
            bytes,
            config.width(),
            computed,
            copied);
    return new ForwardResult(results.get(0), kept, bytes, scope, steered);
  }

  private NDArray embed(Microbatch batch, NDManager scope) {
    try (CallValues arguments = new CallValues()) {
      NDArray ids =
          scope.create(batch.paddedIds(), new Shape(batch.rows().size(), batch.paddedLength()));
      return program.tensor("embed", arguments.tensor(ids), scope);
    }
  }

  private NDArray receive(Microbatch batch, ByteBuffer hidden, NDManager scope) {
    try (NDManager host = manager.newSubManager(Device.cpu());
        CallValues arguments = new CallValues()) {
      arguments
          .tensor(raw(hidden, host))
          .integer(batch.rows().size())
          .integer(batch.paddedLength());
      return program.tensor("receive", arguments, scope);
    }
  }

  /** Bytes as they are, from the buffer's position to its limit; direct memory is not copied. */
  static NDArray raw(ByteBuffer bytes, NDManager host) {
    // The native side starts at a buffer's first byte, whatever its position.
    return host.create(bytes.slice(), new Shape(bytes.remaining()), DataType.UINT8);
  }

  private int[] slots(KeepRequest request) {
    int[] slots = new int[slice.sites()];
    Arrays.fill(slots, -1);
    for (int slot = 0; slot < request.slots(); slot++) {
      LayerSite point = request.points().get(slot);
      int at = slice.index(point);
      // A slot that nothing fills would hand out memory as it was found.
      if (!slice.holds(point.layer()) || slots[at] >= 0) {
        throw new IllegalArgumentException("a stage keeps a site of its layers once: " + point);
      }
      slots[at] = slot;
    }
    return slots;
  }
}
