package io.stratalens.workers.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.stratalens.udfs.error.StratalensException;

/** The one libtorch of this process. */
final class LibTorch {
  private static final String NAME = "PyTorch";

  private LibTorch() {}

  static synchronized NDManager manager(Device device) {
    try {
      return NDManager.newBaseManager(device, NAME);
    } catch (RuntimeException | LinkageError e) {
      throw StratalensException.failed(
          e,
          "Cannot load libtorch because %s. Name a fitting libtorch with PYTORCH_LIBRARY_PATH, or"
              + " use the jar's own on linux-x86_64.",
          e.getMessage());
    }
  }

  /** The first GPU when libtorch sees one, else the CPU. */
  static Device device() {
    return Engine.getEngine(NAME).getGpuCount() > 0 ? Device.gpu() : Device.cpu();
  }

  static String version() {
    return Engine.getEngine(NAME).getVersion();
  }

  static void threads(int threads) {
    JniUtils.setNumThreads(threads);
  }

  static int threads() {
    return JniUtils.getNumThreads();
  }

  /**
   * The graph optimiser profiles and recompiles for every new shape, which costs seconds and gains
   * nothing here. The setting belongs to the calling thread.
   */
  static void plainGraphs() {
    JniUtils.setGraphExecutorOptimize(false);
  }
}
