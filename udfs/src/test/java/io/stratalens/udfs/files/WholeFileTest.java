package io.stratalens.udfs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir private Path folder;

  @Test
  void aFileThatCannotBeWrittenWholeLeavesTheOneThatIsThereAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("kept"), "kept");

    assertThatThrownBy(
            () ->
                WholeFile.replace(
                    file,
                    output -> {
                      output.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }))
        .hasMessage("No space left on device");

    assertThat(file).hasContent("kept");
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aLinkStaysOneAndItsFileIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    WholeFile.replace(link, output -> output.write("after".getBytes(StandardCharsets.UTF_8)));

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("after");
  }

  @Test
  void aFileThatIsThereAlreadyStaysWhereOneIsToBeCreated() throws IOException {
    Path file = Files.writeString(folder.resolve("first"), "first");

    WholeFile.create(file, output -> output.write("second".getBytes(StandardCharsets.UTF_8)));

    assertThat(file).hasContent("first");
    assertThat(folder.toFile().list()).hasSize(1);
  }
}
