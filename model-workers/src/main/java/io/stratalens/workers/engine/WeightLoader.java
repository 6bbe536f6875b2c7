package io.stratalens.workers.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.checkpoint.TensorInfo;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ModelTensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Hands a checkpoint's tensors to the program, one at a time: bytes are mapped, never copied in
 * Java, and the program makes of them tensors of the compute type.
 */
final class WeightLoader {
  // A mapped buffer is limited to 2 GiB; larger tensors travel in pieces of whole rows.
  static final long PIECE_BYTES = 1L << 30;

  private final Checkpoint checkpoint;
  private final ModelConfig config;
  private final LoadedProgram program;
  private final NDManager manager;
  private final long pieceBytes;

  WeightLoader(
      Checkpoint checkpoint,
      ModelConfig config,
      LoadedProgram program,
      NDManager manager,
      long pieceBytes) {
    this.checkpoint = checkpoint;
    this.config = config;
    this.program = program;
    this.manager = manager;
    this.pieceBytes = pieceBytes;
  }

  void embedding() {
    try (NDManager scope = manager.newSubManager(Device.cpu());
        CallValues arguments = new CallValues()) {
      addPieces(List.of(ModelTensors.EMBEDDING), scope, arguments);
      program.run("add_embedding", arguments);
    }
  }

  void layer(int layer) {
    String prefix = "model.layers." + layer + ".";
    String attention = prefix + "self_attn.";
    vector(prefix + "input_layernorm.weight");
    List<String> mixed = List.of(attention + "q_proj", attention + "k_proj", attention + "v_proj");
    matrix(mixed, config.width(), config.attentionBias());
    normOfHeads(attention + "q_norm.weight");
    normOfHeads(attention + "k_norm.weight");
    matrix(List.of(attention + "o_proj"), config.queryWidth(), config.outputBias());
    vector(prefix + "post_attention_layernorm.weight");
    List<String> gated = List.of(prefix + "mlp.gate_proj", prefix + "mlp.up_proj");
    matrix(gated, config.width(), config.mlpBias());
    matrix(List.of(prefix + "mlp.down_proj"), config.feedForward(), config.mlpBias());
  }

  void head() {
    String weight = config.tied() ? ModelTensors.EMBEDDING : ModelTensors.HEAD;
    try (NDManager scope = manager.newSubManager(Device.cpu());
        CallValues arguments = new CallValues()) {
      arguments
          .tensor(bytes(checkpoint.map(ModelTensors.FINAL_NORM), scope))
          .integer(code(ModelTensors.FINAL_NORM));
      addPieces(List.of(weight), scope, arguments);
      program.run("add_head", arguments);
    }
  }

  private void normOfHeads(String name) {
    if (config.queryKeyNorm()) {
      vector(name);
    } else {
      absent();
    }
  }

  private void matrix(List<String> parts, int columns, boolean biased) {
    try (NDManager scope = manager.newSubManager(Device.cpu());
        CallValues arguments = new CallValues()) {
      addPieces(named(parts, ".weight"), scope, arguments);
      String method = parts.size() > 1 ? "add_matrices" : "add_matrix";
      program.run(method, arguments.integer(columns));
    }
    if (biased) {
      vectors(named(parts, ".bias"));
    } else {
      absent();
    }
  }

  private void vector(String name) {
    vectors(List.of(name));
  }

  private void vectors(List<String> names) {
    try (NDManager scope = manager.newSubManager(Device.cpu());
        CallValues arguments = new CallValues()) {
      addPieces(names, scope, arguments);
      program.run("add_vector", arguments);
    }
  }

  private void absent() {
    try (CallValues none = new CallValues()) {
      program.run("add_absent", none);
    }
  }

  private void addPieces(List<String> names, NDManager scope, CallValues arguments) {
    List<NDArray> all = new ArrayList<>();
    List<Integer> codes = new ArrayList<>();
    for (String name : names) {
      List<NDArray> own = pieces(name, scope);
      all.addAll(own);
      codes.addAll(Collections.nCopies(own.size(), code(name)));
    }
    arguments.tensors(all).integers(codes.stream().mapToInt(Integer::intValue).toArray());
  }

  private int code(String name) {
    return TypeCodes.of(checkpoint.tensor(name).type());
  }

  private List<NDArray> pieces(String name, NDManager scope) {
    TensorInfo tensor = checkpoint.tensor(name);
    long rows = Math.max(1, pieceBytes / Math.max(1, tensor.rowBytes()));
    List<NDArray> pieces = new ArrayList<>();
    for (long first = 0; first < tensor.rows(); first += rows) {
      long count = Math.min(rows, tensor.rows() - first);
      pieces.add(bytes(checkpoint.rows(name, first, count), scope));
    }
    return pieces;
  }

  private static NDArray bytes(ByteBuffer mapped, NDManager scope) {
    return scope.create(mapped, new Shape(mapped.remaining()), DataType.UINT8);
  }

  private static List<String> named(List<String> parts, String suffix) {
    return parts.stream().map(part -> part + suffix).toList();
  }
}
