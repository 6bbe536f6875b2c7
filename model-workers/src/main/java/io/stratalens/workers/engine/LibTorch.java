package io.stratalens.workers.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.stratalens.udfs.error.StratalensException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** The one libtorch of this process. */
final class LibTorch {
  private static final String NAME = "PyTorch";

  // The process's end destroys libtorch's static state under whatever still computes: calls hold
  // the gate for reading, and the end takes it for good.
  private static final ReentrantReadWriteLock GATE = new ReentrantReadWriteLock();

  private static final Duration LAST_CALL = Duration.ofSeconds(30);

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(LibTorch::closeGate, "stratalens-gate"));
  }

  private LibTorch() {}

  /** A native call; one that begins when the process ends never runs. */
  static <T> T call(Supplier<T> call) {
    GATE.readLock().lock();
    try {
      return call.get();
    } finally {
      GATE.readLock().unlock();
    }
  }

  private static void closeGate() {
    try {
      GATE.writeLock().tryLock(LAST_CALL.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

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

  /** A GPU by its place among those that libtorch sees; the CPU where it sees none. */
  static Device device(int ordinal) {
    int gpus = gpus();
    if (gpus > 0 && ordinal >= gpus) {
      throw StratalensException.failed(
          null,
          "Cannot load a stage because this process sees %d GPUs and no GPU %d. Give every executor"
              + " the GPUs that its resource names.",
          gpus,
          ordinal);
    }
    return gpus > 0 ? Device.gpu(ordinal) : Device.cpu();
  }

  /** Where random numbers go on from, on every device of the process. */
  static void seed(long seed) {
    JniUtils.setSeed(seed);
  }

  static long usedBytes(Device gpu) {
    return CudaUtils.getGpuMemory(gpu).getUsed();
  }

  static int gpus() {
    return Engine.getEngine(NAME).getGpuCount();
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
  static void optimiseGraphs(boolean optimised) {
    JniUtils.setGraphExecutorOptimize(optimised);
  }
}
