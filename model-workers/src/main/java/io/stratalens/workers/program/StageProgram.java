package io.stratalens.workers.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The stage program, one class in several files, packed for libtorch. */
public final class StageProgram {
  /** The class and its attributes first; the others are its methods. */
  private static final List<String> SOURCES =
      List.of("stage.py", "weights.py", "layers.py", "tokens.py", "lens.py", "sweep.py");

  private StageProgram() {}

  /** The bytes of the TorchScript archive, as torch.jit.save would have written them. */
  public static byte[] archive() {
    byte[] module =
        ModulePickle.of("Stage")
            .tensors("anchor")
            .integers("shape")
            .real("epsilon")
            .tensors("rotary")
            .tensors("embedding")
            .tensors("weights")
            .tensors("apart")
            .tensors("head")
            .bytes();
    return TorchScriptArchive.pack(source(), module);
  }

  private static String source() {
    return SOURCES.stream().map(StageProgram::read).collect(Collectors.joining("\n"));
  }

  private static String read(String file) {
    try (InputStream in = StageProgram.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
