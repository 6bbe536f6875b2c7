package io.stratalens.workers.program;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles (protocol 2) a TorchScript module object whose attributes are at their first values. */
final class ModulePickle {
  private static final byte NONE = 'N';
  private static final byte FALSE = (byte) 0x89;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ModulePickle(String className) {
    write(new byte[] {(byte) 0x80, 2});
    global("__torch__", className);
    write(new byte[] {')', (byte) 0x81, '}', '('});
    name("training");
    out.write(FALSE);
    name("_is_full_backward_hook");
    out.write(NONE);
  }

  static ModulePickle of(String className) {
    return new ModulePickle(className);
  }

  ModulePickle tensors(String attribute) {
    return emptyList(attribute, "build_tensorlist");
  }

  ModulePickle integers(String attribute) {
    return emptyList(attribute, "build_intlist");
  }

  ModulePickle real(String attribute) {
    name(attribute);
    out.write('G');
    write(new byte[Double.BYTES]);
    return this;
  }

  byte[] bytes() {
    write(new byte[] {'u', 'b', '.'});
    return out.toByteArray();
  }

  private ModulePickle emptyList(String attribute, String builder) {
    name(attribute);
    global("torch.jit._pickle", builder);
    write(new byte[] {'(', ']', 't', 'R'});
    return this;
  }

  private void global(String module, String member) {
    write(("c" + module + "\n" + member + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void name(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(utf8.length)
            .array());
    write(utf8);
  }

  private void write(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }
}
