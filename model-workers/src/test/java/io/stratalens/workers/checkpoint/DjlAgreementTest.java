package io.stratalens.workers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.stratalens.workers.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DjlAgreementTest {
  @Test
  void djlDecodesTheSameTensorsFromAReferenceFile() throws IOException {
    Path file = Fixtures.shared("fixtures/qwen3-random/golden.safetensors");
    try (Checkpoint checkpoint = Checkpoint.open(file);
        NDManager manager = NDManager.newBaseManager();
        InputStream in = Files.newInputStream(file)) {
      NDList decoded = NDList.decode(manager, in);
      assertThat(decoded.stream().map(NDArray::getName))
          .containsExactlyInAnyOrderElementsOf(checkpoint.names());
      for (NDArray array : decoded) {
        TensorInfo tensor = checkpoint.tensor(array.getName());
        assertThat(Arrays.stream(array.getShape().getShape()).boxed().toList())
            .as(tensor.name())
            .isEqualTo(tensor.shape());
        if (array.getDataType() == DataType.INT64) {
          assertThat(checkpoint.longs(tensor.name())).isEqualTo(array.toLongArray());
        } else {
          assertThat(checkpoint.floats(tensor.name())).isEqualTo(array.toFloatArray());
        }
      }
    }
  }
}
