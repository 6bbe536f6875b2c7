package io.stratalens.udfs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

class FileReasonTest {
  @Test
  void theInnermostFailureOfAFileIsTold() {
    IOException full = new IOException("No space left on device");

    assertThat(FileReason.of(new IllegalStateException("It failed.", new IOException("x", full))))
        .isEqualTo("No space left on device");
  }

  @Test
  void aFileThatJavaTellsOfByItsNameAloneGetsItsReason() {
    assertThat(FileReason.of(new UncheckedIOException(new AccessDeniedException("/a/b"))))
        .isEqualTo("permission is denied: /a/b");
  }

  @Test
  void whatHasNothingToDoWithFilesIsToldAsItIs() {
    assertThat(FileReason.of(new IllegalStateException("It failed."))).isEqualTo("It failed");
  }
}
