package io.stratalens.workers.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The stage program of stage.py, packed for libtorch. */
public final class StageProgram {
  private static final String SOURCE = "stage.py";

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
    try (InputStream in = StageProgram.class.getResourceAsStream(SOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
