package io.stratalens.workers.checkpoint;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.input.InputFile;
import java.nio.file.Path;

/** The refusal of a file that is not what safetensors defines. */
final class Damage {
  private Damage() {}

  static StratalensException of(Path file, String reason, Object... values) {
    return InputFile.refused(
        file, "Fetch the file again: it is damaged or not safetensors.", reason, values);
  }
}
