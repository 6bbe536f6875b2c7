package io.stratalens.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says, as the build recorded it. */
final class Versions implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties versions = new Properties();
    try (InputStream recorded = Versions.class.getResourceAsStream("versions.properties")) {
      versions.load(recorded);
    }
    return new String[] {
      "stratalens %s (Spark %s, Delta %s, DJL %s, libtorch %s)"
          .formatted(
              versions.getProperty("stratalens"),
              versions.getProperty("spark"),
              versions.getProperty("delta"),
              versions.getProperty("djl"),
              versions.getProperty("libtorch"))
    };
  }
}
