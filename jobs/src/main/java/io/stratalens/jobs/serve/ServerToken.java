package io.stratalens.jobs.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.FileTrust;
import io.stratalens.udfs.files.WholeFile;
import io.stratalens.udfs.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What clients must show, and where those who may know it find it.
 *
 * @param value the secret itself, which no message holds
 * @param file where it lies, if in a file
 * @param variable the environment variable that it came from, if it did
 */
public record ServerToken(String value, Optional<Path> file, Optional<String> variable) {
  private static final String[] VARIABLES = {
    Settings.TOKEN.key(), Settings.CONNECT_AUTHENTICATE_TOKEN.key()
  };
  private static final Pattern FORM = Pattern.compile("[!-~]{8,1000}");
  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> OF_ITS_OWNER =
      PosixFilePermissions.fromString("rwx------");

  private static final FileAttribute<Set<PosixFilePermission>> READ_BY_ITS_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Whoever names a file may mean a group of people by it. */
  private static final Set<PosixFilePermission> OF_A_GROUP =
      PosixFilePermissions.fromString("rwxr-----");

  /** Refuses what does not fit into a header, and what is too short to be a secret. */
  public ServerToken {
    if (!FORM.matcher(value).matches()) {
      throw StratalensException.invalid(
          "Cannot use the token because it is not 8 to 1000 visible ASCII characters: the one of"
              + " %s. Give another one, or none to have one made.",
          file.map(Path::toString).or(() -> variable).orElse("nowhere"));
    }
  }

  /**
   * The token of the file that was named, else of the environment, else of the warehouse's own
   * file. A file that is not there gets a new token that only this user can read; one of another
   * user, or that others read, is refused, but for a named one that its group may read.
   */
  public static ServerToken find(
      Optional<Path> named, Map<String, String> environment, Path warehouse) {
    if (named.isEmpty()) {
      for (String variable : VARIABLES) {
        String value = environment.getOrDefault(variable, "");
        if (!value.isEmpty()) {
          return new ServerToken(value, Optional.empty(), Optional.of(variable));
        }
      }
    }
    Path file =
        named.orElse(warehouse.resolve("_serve").resolve("token")).toAbsolutePath().normalize();
    try {
      return new ServerToken(inFile(file, named.isPresent()), Optional.of(file), Optional.empty());
    } catch (IOException e) {
      throw StratalensException.invalid(
          e,
          "Cannot keep the token because its file can be neither read nor made: %s. Name another"
              + " --token-file, or set STRATALENS_TOKEN.",
          file);
    }
  }

  private static String inFile(Path file, boolean named) throws IOException {
    if (Files.notExists(file)) {
      byte[] secret = new byte[BYTES];
      new SecureRandom().nextBytes(secret);
      String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";
      WholeFile.create( // another server may make it at the same moment
          file, output -> output.write(token.getBytes(US_ASCII)), READ_BY_ITS_OWNER);
    }
    if (!FileTrust.ownerIsTrusted(file)) {
      throw StratalensException.invalid(
          "Cannot use the token file because another user owns it: %s. Remove it to have a new one"
              + " made, or name another --token-file.",
          file);
    }
    if (!(named ? OF_A_GROUP : OF_ITS_OWNER).containsAll(Files.getPosixFilePermissions(file))) {
      throw StratalensException.invalid(
          "Cannot use the token file because other users can read or write it: %s. Run chmod 600 on"
              + " it.",
          file);
    }
    return Files.readString(file).strip();
  }

  @Override
  public String toString() {
    return "ServerToken[" + file.map(Path::toString).or(() -> variable).orElse("") + "]";
  }
}
