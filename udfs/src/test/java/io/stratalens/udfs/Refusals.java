package io.stratalens.udfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What every refusal of a user's mistake has in common. */
public final class Refusals {
  private Refusals() {}

  /** Asserts one line of invalid input that names every culprit. */
  public static void assertRefused(ThrowingCallable call, String... culprits) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StratalensException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_INPUT))
        .hasMessageStartingWith("Cannot ")
        .hasMessageContainingAll(culprits)
        .hasMessageNotContainingAny("\n");
  }
}
