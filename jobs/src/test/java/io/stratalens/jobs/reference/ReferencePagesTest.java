package io.stratalens.jobs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.Checkout;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferencePagesTest {
  static Iterable<String> names() {
    return ReferencePages.pages().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void thePageInTheCheckoutSaysWhatTheCodeDeclares(String name) throws Exception {
    assertThat(Files.readString(Checkout.root().resolve("docs").resolve(name)))
        .as("Make it again: java -cp jobs/target/stratalens.jar %s docs", ReferencePages.class)
        .isEqualTo(ReferencePages.pages().get(name));
  }
}
