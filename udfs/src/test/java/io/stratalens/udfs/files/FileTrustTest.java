package io.stratalens.udfs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTrustTest {
  @TempDir private Path folder;

  @Test
  void whatThisUserMakesIsItsOwnAndNoOtherUsers() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(FileTrust.ownerIsTrusted(file)).isTrue();

    int user = (Integer) Files.getAttribute(file, "unix:uid");
    if (user == 0) {
      user = 4_711; // what is root's is trusted by all
      Files.setAttribute(file, "unix:uid", user);
      assertThat(FileTrust.ownerIsTrusted(file)).isFalse();
    }
    assertThat(FileTrust.ownerIsTrusted(file, user)).isTrue();
    assertThat(FileTrust.ownerIsTrusted(file, user + 1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"rwx------, true", "rwxr-xr-x, true", "rwxrwx---, false", "rwx----w-, false"})
  void whoMayWriteIsSeen(String rights, boolean onlyOwner) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));

    assertThat(FileTrust.onlyOwnerWrites(folder)).isEqualTo(onlyOwner);
  }
}
